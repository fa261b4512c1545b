import type { Diagnostic } from "./model/diagnostic.ts";
import { cellOf, type Flow } from "./model/flow.ts";
import type { Graph, Observed } from "./model/graph.ts";
import type { Plan } from "./model/plan.ts";
import { dataflow } from "./phases/2-dataflow/dataflow.ts";
import { decompose } from "./phases/3-decompose/decompose.ts";
import { takeApart } from "./phases/3-decompose/take-apart.ts";
import { plan } from "./phases/4-plan/plan.ts";
import type { PythonParser } from "./python/parser.ts";

export { applyEdits } from "./phases/1-parse/apply-edits.ts";
export { parseNotebook } from "./phases/1-parse/parse-notebook.ts";
export { sealedCells, sealHolds } from "./phases/1-parse/seal.ts";
export { splittableLines } from "./phases/3-decompose/take-apart.ts";
export { codeHash } from "./python/code-hash.ts";
export { createParser, type PythonParser } from "./python/parser.ts";
export { loadStarNames } from "./python/tables/names.ts";

export interface CompileContext {
  readonly parser: PythonParser;
  readonly observed?: Observed;
}

export interface Compiled {
  readonly flow: Flow;
  readonly graph: Graph;
  /** What the plan speaks of: the same, with each cell that was taken apart as its sub-cells. */
  readonly apart: { readonly flow: Flow; readonly graph: Graph };
  readonly plan: Plan;
  readonly diagnostics: readonly Diagnostic[];
}

/** The whole compiler: a flow (see `parseNotebook`) becomes its graph and its plan. Pure, and never fails. */
export function compile(flow: Flow, context: CompileContext): Compiled {
  const { parser, observed = {} } = context;
  const graph = dataflow(flow, parser, observed);
  const split = takeApart(flow, graph.value, parser);
  const apart = split.value === flow ? graph.value : dataflow(split.value, parser, observed).value;
  const parts = decompose(split.value, apart, parser, observed);
  const planned = plan(split.value, apart, parts.value, observed);
  const later = [...split.diagnostics, ...parts.diagnostics, ...planned.diagnostics].map(ofWholeCell);
  return {
    flow,
    graph: graph.value,
    apart: { flow: split.value, graph: apart },
    plan: planned.value,
    diagnostics: [...graph.diagnostics, ...later],
  };
}

function ofWholeCell(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.cell === null ? diagnostic : { ...diagnostic, cell: cellOf(diagnostic.cell) };
}
