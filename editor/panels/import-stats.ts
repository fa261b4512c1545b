import type { CellId } from "@cellweave/engine/model/flow";
import type { Graph } from "@cellweave/engine/model/graph";
import type { DocumentContent } from "../document/content.ts";

export interface ImportStats {
  readonly cells: number;
  readonly code: number;
  readonly text: number;
  readonly dependencies: number;
  /** Dependencies that may turn out not to be needed. */
  readonly uncertain: number;
  /** Most cells that can run at the same time. */
  readonly widest: number;
  /** Cells that one after the other must run: the length of the longest path. */
  readonly longest: number;
}

export function importStats(content: DocumentContent, graph: Graph): ImportStats {
  const cells = content.order.flatMap((id) => content.cells[id] ?? []);
  const code = cells.filter((cell) => cell.kind === "code").length;
  const levels = dependencyLevels(graph);
  const counts = new Map<number, number>();
  for (const level of levels.values()) counts.set(level, (counts.get(level) ?? 0) + 1);
  return {
    cells: cells.length,
    code,
    text: cells.length - code,
    dependencies: graph.edges.length,
    uncertain: graph.edges.filter((edge) => !edge.certain).length,
    widest: Math.max(0, ...counts.values()),
    longest: counts.size,
  };
}

/** How many cells must run before each, one after the other. Edges run down the notebook, so one pass is enough. */
export function dependencyLevels(graph: Graph): ReadonlyMap<CellId, number> {
  const into = new Map<CellId, CellId[]>();
  for (const { from, to } of graph.edges) into.set(to, [...(into.get(to) ?? []), from]);
  const levels = new Map<CellId, number>();
  for (const { id } of graph.cells) {
    const before = (into.get(id) ?? []).map((from) => levels.get(from) ?? -1);
    levels.set(id, Math.max(-1, ...before) + 1);
  }
  return levels;
}

/** "42 cells, 37 code, 61 dependencies, 2 uncertain" */
export function statsInWords({ cells, code, dependencies, uncertain }: ImportStats): string {
  return `${count(cells, "cell")}, ${code} code, ${count(dependencies, "dependency", "dependencies")}, ${uncertain} uncertain`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
