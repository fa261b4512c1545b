import type { Diagnostic } from "../../model/diagnostic.ts";
import { cellNumber } from "../../model/flow.ts";
import type { CellFacts } from "../../model/graph.ts";
import type { AnalysedCell } from "../../python/analysis/analyse-cells.ts";
import { historyNames } from "../../python/tables/names.ts";
import type { ReadNames } from "./value-edges.ts";

/** What problems are told with. */
interface Tables {
  /** Cells that define a name, in notebook order. */
  readonly definers: ReadonlyMap<string, readonly CellFacts[]>;
  readonly counts: ReadonlyMap<string, number | null>;
}

/** Names that a cell needs and no cell before it has. */
export function nameProblems(
  cells: readonly AnalysedCell[],
  facts: readonly CellFacts[],
  read: readonly ReadNames[],
): Diagnostic[] {
  const found: Diagnostic[] = [];
  // Most notebooks have no problem, and need no tables.
  let tables: Tables | null = null;
  for (const [i, cell] of cells.entries()) {
    const own = facts[i] as CellFacts;
    const { record } = cell.analysis;
    for (const { name, deleted } of read[i]?.missing ?? []) {
      if (record.reads.get(name) !== false || record.soft.has(name) || historyNames.test(name)) continue;
      if (isGuarded(cell)) continue;
      tables ??= tablesOf(cells, facts);
      found.push(problem(cell, own, name, tables, deleted));
    }
    // Names may have come from anywhere: nothing is said rather than something wrong.
    if (record.barrier !== null) break;
  }
  return found;
}

/** Whether the cell expects that a name may be missing. */
function isGuarded({ cell, analysis }: AnalysedCell): boolean {
  return analysis.record.effects.has("dynamic") || cell.source.includes("NameError");
}

function tablesOf(cells: readonly AnalysedCell[], facts: readonly CellFacts[]): Tables {
  const definers = new Map<string, CellFacts[]>();
  facts.forEach((own, i) => {
    for (const name of [...own.writes, ...own.maybeWrites, ...(cells[i] as AnalysedCell).analysis.starred.keys()]) {
      const known = definers.get(name);
      if (known === undefined) definers.set(name, [own]);
      else known.push(own);
    }
  });
  return { definers, counts: new Map(cells.map(({ cell }) => [cell.id, cell.executionCount])) };
}

function problem(
  cell: AnalysedCell,
  facts: CellFacts,
  name: string,
  { definers, counts }: Tables,
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
