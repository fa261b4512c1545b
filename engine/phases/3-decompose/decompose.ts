import type { Phased } from "../../model/diagnostic.ts";
import type { Flow } from "../../model/flow.ts";
import type { Graph } from "../../model/graph.ts";
import type { Part } from "../../model/plan.ts";

/** Turns cells into parts, in notebook order. Without skeletons a code cell is one part. */
export function decompose(flow: Flow, _graph: Graph): Phased<readonly Part[]> {
  const parts = flow.cells
    .filter((cell) => cell.kind === "code" && cell.source.trim() !== "")
    .map((cell) => ({ cell: cell.id, source: cell.source }));
  return { value: parts, diagnostics: [] };
}
