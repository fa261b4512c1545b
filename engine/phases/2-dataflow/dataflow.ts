import type { Phased } from "../../model/diagnostic.ts";
import type { Flow } from "../../model/flow.ts";
import type { Graph, Observed } from "../../model/graph.ts";
import { analyseCells } from "../../python/analysis/analyse-cells.ts";
import type { PythonParser } from "../../python/parser.ts";
import { ambientEdges } from "./ambient-edges.ts";
import { barrierEdges } from "./barrier-edges.ts";
import { diagnose } from "./diagnose.ts";
import { drawnEdges } from "./drawn-edges.ts";
import { newEdgeList } from "./edges.ts";
import { factsOf } from "./facts.ts";
import { fileEdges } from "./file-edges.ts";
import { inOrder } from "./in-order.ts";
import { valueEdges } from "./value-edges.ts";

/** Who needs which names of whom, and why. Reads every code cell in notebook order; markdown has no part in it. */
export function dataflow(flow: Flow, parser: PythonParser, observed: Observed): Phased<Graph> {
  if (!/^(?:i?python|sage)/.test(flow.kernel.language)) return inOrder(flow);
  const cells = analyseCells(flow.cells, parser);
  const facts = cells.map((cell) => factsOf(cell, observed));
  const edges = newEdgeList();
  valueEdges(cells, facts, observed, edges);
  ambientEdges(cells, facts, observed, edges);
  fileEdges(cells, facts, edges);
  barrierEdges(cells, facts, edges);
  drawnEdges(flow, facts, edges);
  const graph: Graph = { cells: facts, edges: edges.edges() };
  return { value: graph, diagnostics: diagnose(cells, graph) };
}
