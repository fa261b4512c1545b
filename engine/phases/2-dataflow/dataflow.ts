import type { Phased } from "../../model/diagnostic.ts";
import type { Flow } from "../../model/flow.ts";
import type { CellFacts, Edge, Graph, Observed } from "../../model/graph.ts";
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
import { type ReadNames, valueEdges } from "./value-edges.ts";

/** Who needs which names of whom, and why. Reads every code cell in notebook order; markdown has no part in it. */
export function dataflow(flow: Flow, parser: PythonParser, observed: Observed): Phased<Graph> {
  if (!/^(?:i?python|sage)/.test(flow.kernel.language)) return inOrder(flow);
  const cells = analyseCells(flow.cells, parser);
  const facts = cells.map((cell) => factsOf(cell, observed));
  const read = valueEdges(cells, facts, observed);
  const more = newEdgeList();
  ambientEdges(cells, facts, observed, more);
  fileEdges(cells, facts, more);
  barrierEdges(cells, facts, more);
  drawnEdges(flow, facts, more);
  const graph: Graph = { cells: facts, edges: inNotebookOrder(facts, read, more.edges()) };
  return { value: graph, diagnostics: diagnose(cells, graph, read) };
}

/** All edges by the cells that they go to, then by those that they come from; those for names before others. */
function inNotebookOrder(
  facts: readonly CellFacts[],
  read: readonly ReadNames[],
  more: readonly Edge[],
): readonly Edge[] {
  const order = new Map(more.length === 0 ? [] : facts.map(({ id }, at) => [id, at]));
  const from = (edge: Edge) => order.get(edge.from) ?? 0;
  const all: Edge[] = [];
  let next = 0;
  facts.forEach(({ id }, at) => {
    const start = all.length;
    for (const edge of read[at]?.edges ?? []) all.push(edge);
    if (more[next]?.to !== id) return;
    const named = all.splice(start);
    while (more[next]?.to === id) named.push(more[next++] as Edge);
    all.push(...named.sort((a, b) => from(a) - from(b)));
  });
  return all;
}
