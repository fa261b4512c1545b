import type { CellId } from "@cellweave/engine/model/flow";
import type { Graph } from "@cellweave/engine/model/graph";
import type { RanWith } from "./runs.ts";

interface SourceOf {
  readonly [id: CellId]: { readonly source: string } | undefined;
}

/**
 * Why each cell that has run no longer shows what it would show now: its code was edited, or something it takes a value
 * from is stale or ran after it. Cells that never ran are not stale; they are not run.
 */
export function staleCells(
  graph: Graph,
  cells: SourceOf,
  ranWith: { readonly [id: CellId]: RanWith },
): { [id: CellId]: string } {
  const stale: { [id: CellId]: string } = {};
  const position = new Map(graph.cells.map((cell) => [cell.id, cell.index]));
  const needs = new Map<CellId, CellId[]>();
  for (const edge of graph.edges) {
    if (edge.kind === "observed" || edge.certain || edge.kind === "drawn")
      needs.set(edge.to, [...(needs.get(edge.to) ?? []), edge.from]);
  }
  for (const { id } of graph.cells) {
    const ran = ranWith[id];
    if (!ran) continue;
    const reason = ownReason(cells[id]?.source, ran) ?? inherited(needs.get(id) ?? [], ran);
    if (reason) stale[id] = reason;
  }
  return stale;

  function inherited(from: readonly CellId[], ran: RanWith): string | null {
    for (const id of from) {
      const name = `cell ${(position.get(id) ?? 0) + 1}`;
      if (stale[id] !== undefined) return `It uses what ${name} makes, which is out of date.`;
      const other = ranWith[id];
      // Inside one run the order of starting says nothing: definitions run last and are still what others got.
      if (other && other.run !== ran.run && other.at > ran.at)
        return `It uses what ${name} makes, which has run since.`;
    }
    return null;
  }
}

function ownReason(source: string | undefined, ran: RanWith): string | null {
  return source !== undefined && source !== ran.source ? "Edited since its last run." : null;
}
