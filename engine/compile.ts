import type { Diagnostic } from "./model/diagnostic.ts";
import type { Flow } from "./model/flow.ts";
import type { Graph, Observed } from "./model/graph.ts";
import type { Plan } from "./model/plan.ts";
import { dataflow } from "./phases/2-dataflow/dataflow.ts";
import { decompose } from "./phases/3-decompose/decompose.ts";
import { plan } from "./phases/4-plan/plan.ts";
import type { PythonParser } from "./python/parser.ts";

export { applyEdits } from "./phases/1-parse/apply-edits.ts";
export { parseNotebook } from "./phases/1-parse/parse-notebook.ts";
export { createParser, type PythonParser } from "./python/parser.ts";

export interface CompileContext {
  readonly parser: PythonParser;
  readonly observed?: Observed;
}

export interface Compiled {
  readonly flow: Flow;
  readonly graph: Graph;
  readonly plan: Plan;
  readonly diagnostics: readonly Diagnostic[];
}

/** The whole compiler: a flow (see `parseNotebook`) becomes its graph and its plan. Pure, and never fails. */
export function compile(flow: Flow, context: CompileContext): Compiled {
  const graph = dataflow(flow, context.parser, context.observed ?? {});
  const parts = decompose(flow, graph.value, context.parser, context.observed ?? {});
  const planned = plan(flow, graph.value, parts.value, context.observed ?? {});
  return {
    flow,
    graph: graph.value,
    plan: planned.value,
    diagnostics: [...graph.diagnostics, ...parts.diagnostics, ...planned.diagnostics],
  };
}
