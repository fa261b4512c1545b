import type { Phased } from "../../model/diagnostic.ts";
import type { Flow } from "../../model/flow.ts";
import type { Graph, Observed } from "../../model/graph.ts";
import type { Part } from "../../model/plan.ts";
import type { PythonParser } from "../../python/parser.ts";

/** Turns cells into parts, in notebook order. Without skeletons a code cell is one part that runs as it stands. */
export function decompose(
  flow: Flow,
  _graph: Graph,
  _parser: PythonParser,
  _observed: Observed,
): Phased<readonly Part[]> {
  const parts = flow.cells
    .filter((cell) => cell.kind === "code" && cell.source.trim() !== "")
    .map((cell) => ({
      cell: cell.id,
      source: cell.source,
      compiled: null,
      constructs: [],
      subCells: [],
      wishes: {},
    }));
  return { value: parts, diagnostics: [] };
}
