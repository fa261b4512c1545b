import { cellNumber } from "../../model/flow.ts";
import type { CellFacts } from "../../model/graph.ts";
import type { AnalysedCell } from "../../python/analysis/analyse-cells.ts";
import { historyNames } from "../../python/tables/names.ts";
import type { EdgeList, Tell } from "./edges.ts";

/** Why nothing may pass a cell; null for a cell that others may run beside. */
export function barrierOf(cell: AnalysedCell): string | null {
  const { placement } = cell.cell;
  const { record } = cell.analysis;
  if (placement.overrides?.barrier !== undefined) return placement.overrides.barrier ? "its author said so" : null;
  if (placement.overrides?.pure === true || cell.parsed.problems.length > 0) return null;
  if (record.barrier !== null) return record.barrier;
  if (record.effects.has("thread")) return "work that goes on after it";
  if (!record.effects.has("ipython:history")) return null;
  for (const name of record.reads.keys())
    if (historyNames.test(name) && record.effects.has("ipython:history"))
      return `\`${name}\`, which depends on what ran before`;
  return null;
}

/** A barrier comes after all before it and before all after it; edges reach as far as the next barrier, so they stay few. */
export function barrierEdges(cells: readonly AnalysedCell[], facts: readonly CellFacts[], edges: EdgeList): void {
  let last: { readonly cell: CellFacts; readonly reason: string } | null = null;
  let between: CellFacts[] = [];
  facts.forEach((cell, i) => {
    const reason = barrierOf(cells[i] as AnalysedCell);
    // Definitions are repeated wherever they are needed and wait for nobody.
    if (last !== null && !cell.definitionsOnly) {
      edges.add("barrier", false, last.cell, cell, "", waitsFor(last.reason));
    }
    if (reason === null) {
      between.push(cell);
      return;
    }
    for (const earlier of between) {
      edges.add(
        "barrier",
        false,
        earlier,
        cell,
        "",
        (_none, from, to) => `Cell ${cellNumber(to)} uses ${reason}, so it waits for cell ${cellNumber(from)}.`,
      );
    }
    last = { cell, reason };
    between = [];
  });
}

function waitsFor(reason: string): Tell {
  return (_none, from, to) => `Cell ${cellNumber(from)} uses ${reason}, so cell ${cellNumber(to)} waits for it.`;
}
