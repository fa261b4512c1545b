import { type CompileContext, type Compiled, compile } from "./compile.ts";
import type { Flow } from "./model/flow.ts";
import type { Graph } from "./model/graph.ts";

/**
 * A flow compiled for engines that cannot take anything back: what a cell may change in place counts as changed, so that
 * later cells wait for it and take its version. Pure.
 */
export function compileForExport(flow: Flow, context: CompileContext): Compiled {
  const first = compile(flow, context);
  const cautious = withPossibleChanges(flow, first.graph);
  return cautious === flow ? first : compile(cautious, context);
}

function withPossibleChanges(flow: Flow, graph: Graph): Flow {
  const changes = new Map(graph.cells.map((cell) => [cell.id, cell.maybeMutates]));
  if (![...changes.values()].some((names) => names.length > 0)) return flow;
  const cells = flow.cells.map((cell) => {
    const names = changes.get(cell.id) ?? [];
    if (names.length === 0 || cell.placement.overrides?.pure) return cell;
    const overrides = {
      ...cell.placement.overrides,
      mutates: [...new Set([...(cell.placement.overrides?.mutates ?? []), ...names])],
    };
    return { ...cell, placement: { ...cell.placement, overrides } };
  });
  return { ...flow, cells };
}
