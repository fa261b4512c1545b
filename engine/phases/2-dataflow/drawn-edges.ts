import { cellNumber, type Flow } from "../../model/flow.ts";
import type { CellFacts } from "../../model/graph.ts";
import type { EdgeList } from "./edges.ts";

/** Edges that a person drew; only from earlier to later cells, as nothing may wait for what comes after it. */
export function drawnEdges(flow: Flow, facts: readonly CellFacts[], edges: EdgeList): void {
  const byId = new Map(facts.map((cell) => [cell.id, cell]));
  for (const cell of flow.cells) {
    const to = byId.get(cell.id);
    for (const id of cell.placement.after ?? []) {
      const from = byId.get(id);
      if (from === undefined || to === undefined || from.index >= to.index) continue;
      edges.add(
        "drawn",
        true,
        from,
        to,
        "",
        () => `An edge was drawn from cell ${cellNumber(from)} to cell ${cellNumber(to)}.`,
      );
    }
  }
}
