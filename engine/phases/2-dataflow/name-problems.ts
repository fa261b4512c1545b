import type { Diagnostic } from "../../model/diagnostic.ts";
import { cellNumber } from "../../model/flow.ts";
import type { CellFacts, Graph } from "../../model/graph.ts";
import type { AnalysedCell } from "../../python/analysis/analyse-cells.ts";
import { historyNames } from "../../python/tables/names.ts";

/** Cells that define a name, in notebook order. */
type Definers = ReadonlyMap<string, readonly CellFacts[]>;

/** Names that a cell needs and no cell before it has. */
export function nameProblems(cells: readonly AnalysedCell[], graph: Graph): Diagnostic[] {
  const definers = definersOf(cells, graph);
  const counts = new Map(cells.map((cell) => [cell.cell.id, cell.cell.executionCount]));
  const alive = new Map<string, CellFacts | "deleted">();
  const found: Diagnostic[] = [];
  let anything = false;
  graph.cells.forEach((facts, i) => {
    const cell = cells[i] as AnalysedCell;
    const { record } = cell.analysis;
    const guarded = record.effects.has("dynamic") || cell.cell.source.includes("NameError");
    if (facts.parses && !guarded && !anything) {
      for (const [name, onSomePath] of record.reads) {
        if (onSomePath || record.soft.has(name) || historyNames.test(name)) continue;
        const known = alive.get(name);
        if (known === undefined || known === "deleted")
          found.push(problem(cell, facts, name, definers, counts, known === "deleted"));
      }
    }
    for (const name of [...facts.writes, ...facts.maybeWrites, ...cell.analysis.starred.keys()]) alive.set(name, facts);
    for (const name of facts.deletes) alive.set(name, "deleted");
    // Names may have come from anywhere: nothing is said rather than something wrong.
    if (record.barrier !== null) anything = true;
  });
  return found;
}

function definersOf(cells: readonly AnalysedCell[], graph: Graph): Definers {
  const definers = new Map<string, CellFacts[]>();
  graph.cells.forEach((facts, i) => {
    const own = [...facts.writes, ...facts.maybeWrites, ...(cells[i] as AnalysedCell).analysis.starred.keys()];
    for (const name of own) definers.set(name, [...(definers.get(name) ?? []), facts]);
  });
  return definers;
}

function problem(
  cell: AnalysedCell,
  facts: CellFacts,
  name: string,
  definers: Definers,
  counts: ReadonlyMap<string, number | null>,
  deleted: boolean,
): Diagnostic {
  const range = facts.places[name] ?? null;
  const base = { severity: "error" as const, cell: facts.id, range };
  const here = cellNumber(facts);
  if (deleted) {
    return {
      ...base,
      code: "CW2011",
      message: `Cell ${here} uses \`${name}\`, which an earlier cell deleted.`,
      hint: `Take the \`del ${name}\` out, or define it again before cell ${here}.`,
    };
  }
  const others = definers.get(name) ?? [];
  const later = others.find((other) => other.index > facts.index);
  if (later !== undefined) {
    const ranEarlier = (counts.get(later.id) ?? Infinity) < (counts.get(facts.id) ?? 0);
    return {
      ...base,
      code: ranEarlier ? "CW2004" : "CW2002",
      message: ranEarlier
        ? `Cell ${here} uses \`${name}\`, which cell ${cellNumber(later)} defines further down; the cells were run in another order.`
        : `Cell ${here} uses \`${name}\` before cell ${cellNumber(later)} defines it.`,
      hint: `Move cell ${cellNumber(later)} above cell ${here}.`,
    };
  }
  if (others.some((other) => other.id === facts.id)) {
    return {
      ...base,
      code: "CW2006",
      message: `Cell ${here} needs \`${name}\`, which only cell ${here} itself defines.`,
      hint: `Give \`${name}\` its first value in an earlier cell.`,
    };
  }
  const ran = cell.cell.executionCount !== null && !cell.cell.outputs.some((output) => output.output_type === "error");
  return {
    ...base,
    code: ran ? "CW2005" : "CW2003",
    message: ran
      ? `Cell ${here} ran with a \`${name}\` that no cell of the notebook defines any more.`
      : `Cell ${here} uses \`${name}\`, which no cell defines.`,
    hint: `Define \`${name}\` in a cell above cell ${here}.`,
  };
}
