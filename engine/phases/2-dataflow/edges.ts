import { cellNumber } from "../../model/flow.ts";
import type { CellFacts, Edge, EdgeKind } from "../../model/graph.ts";

/** Says why an edge is there, once all its variables are known. */
export type Tell = (variables: readonly string[], from: CellFacts, to: CellFacts) => string;

/** Gathers edges: those between the same two cells for the same reason become one with several variables. */
export interface EdgeList {
  add(kind: EdgeKind, certain: boolean, from: CellFacts, to: CellFacts, variable: string, tell: Tell): void;
  readonly edges: () => Edge[];
}

interface Draft {
  readonly kind: EdgeKind;
  readonly certain: boolean;
  readonly from: CellFacts;
  readonly to: CellFacts;
  readonly variables: string[];
  readonly tell: Tell;
  /** Sentences for variables that came for another reason. */
  readonly more: string[];
}

const kinds: readonly EdgeKind[] = ["value", "mutation", "ambient", "file", "barrier", "drawn", "observed"];

export function newEdgeList(): EdgeList {
  // Keyed by numbers: this runs at every keystroke, over every edge of the notebook.
  const drafts = new Map<number, Draft>();
  return {
    add(kind, certain, from, to, variable, tell) {
      if (from === to) return;
      const key = ((to.index * 1_000_000 + from.index) * kinds.length + kinds.indexOf(kind)) * 2 + (certain ? 1 : 0);
      const known = drafts.get(key);
      if (known === undefined) {
        drafts.set(key, { kind, certain, from, to, variables: variable === "" ? [] : [variable], tell, more: [] });
      } else if (variable !== "" && !known.variables.includes(variable)) {
        if (known.tell !== tell) known.more.push(tell([variable], from, to));
        known.variables.push(variable);
      }
    },
    edges: () =>
      [...drafts.values()]
        .sort((a, b) => a.to.index - b.to.index || a.from.index - b.from.index)
        .map(({ kind, certain, from, to, variables, tell, more }) => ({
          from: from.id,
          to: to.id,
          variables,
          kind,
          certain,
          why: [tell(variables.slice(0, variables.length - more.length), from, to), ...more].join(" "),
        })),
  };
}

/** "`a`, `b` and `c`" */
export function names(variables: readonly string[]): string {
  if (variables.length === 1) return `\`${variables[0]}\``;
  const quoted = variables.map((name) => `\`${name}\``);
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} and ${last}`;
}

/** "is" or "are" */
export function be(variables: readonly string[]): string {
  return variables.length === 1 ? "is" : "are";
}

export const cell = (facts: CellFacts) => `cell ${cellNumber(facts)}`;
