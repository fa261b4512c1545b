import type { CellFacts, Edge, EdgeKind } from "../../model/graph.ts";

/** Gathers edges: those between the same two cells for the same reason become one with several variables. */
export interface EdgeList {
  add(kind: EdgeKind, certain: boolean, from: CellFacts, to: CellFacts, variable: string, why: string): void;
  readonly edges: () => Edge[];
}

interface Draft {
  readonly kind: EdgeKind;
  readonly certain: boolean;
  readonly from: CellFacts;
  readonly to: CellFacts;
  readonly variables: string[];
  readonly why: string[];
}

export function newEdgeList(): EdgeList {
  const drafts = new Map<string, Draft>();
  return {
    add(kind, certain, from, to, variable, why) {
      if (from.id === to.id) return;
      const key = `${from.index} ${to.index} ${kind} ${certain}`;
      const known = drafts.get(key);
      if (known === undefined)
        drafts.set(key, { kind, certain, from, to, variables: variable === "" ? [] : [variable], why: [why] });
      else if (!known.variables.includes(variable)) {
        known.variables.push(variable);
        known.why.push(why);
      }
    },
    edges: () =>
      [...drafts.values()]
        .sort((a, b) => a.to.index - b.to.index || a.from.index - b.from.index)
        .map(({ kind, certain, from, to, variables, why }) => ({
          from: from.id,
          to: to.id,
          variables,
          kind,
          certain,
          why: sentence(kind, from, to, variables, why),
        })),
  };
}

function sentence(
  kind: EdgeKind,
  from: CellFacts,
  to: CellFacts,
  variables: readonly string[],
  why: readonly string[],
): string {
  const [first] = why;
  if (why.length === 1 || first === undefined) return first ?? "";
  const verb =
    kind === "value"
      ? `are defined in cell ${from.index + 1}`
      : kind === "mutation"
        ? `are changed in place in cell ${from.index + 1}`
        : null;
  return verb === null ? why.join(" ") : `${names(variables)} ${verb} and read in cell ${to.index + 1}.`;
}

/** "`a`, `b` and `c`" */
export function names(variables: readonly string[]): string {
  const quoted = variables.map((name) => `\`${name}\``);
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} and ${last}`;
}
