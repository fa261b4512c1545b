import type { Diagnostic } from "../../model/diagnostic.ts";
import type { CellId } from "../../model/flow.ts";
import type { Graph } from "../../model/graph.ts";

/** Cells that may give another result each time, and those that need one of them, with the reason. */
export function changesEachTime(graph: Graph, diagnostics: readonly Diagnostic[]): Map<CellId, string> {
  const found = new Map<CellId, string>();
  for (const { code, cell, message } of diagnostics)
    if (code === "CW2007" && cell !== undefined && cell !== null && !found.has(cell)) found.set(cell, lower(message));
  const index = new Map(graph.cells.map((cell) => [cell.id, cell.index]));
  // Edges go forward, so one pass in notebook order reaches everything.
  const order = (id: CellId) => index.get(id) ?? 0;
  for (const edge of [...graph.edges].sort((a, b) => order(a.from) - order(b.from))) {
    if (!found.has(edge.from) || found.has(edge.to)) continue;
    found.set(edge.to, `it needs cell ${order(edge.from) + 1}, which may give another result each time`);
  }
  return found;
}

function lower(message: string): string {
  return message.replace(/^./, (letter) => letter.toLowerCase()).replace(/\.$/, "");
}
