import type { CellId } from "../model/flow.ts";
import type { Graph } from "../model/graph.ts";
import type { RunScope } from "../model/run.ts";

export interface Scoped {
  /** Cells that take part, with all they depend on. */
  readonly cells: ReadonlySet<CellId>;
  /** Cells that run even when a stored result would do. */
  readonly force: ReadonlySet<CellId>;
}

/** The cells a run concerns: what was asked for, and what that depends on. */
export function scopeOf(scope: RunScope, graph: Graph, pinned: ReadonlySet<CellId> = new Set()): Scoped {
  const before = neighbours(graph, "to", "from");
  const after = neighbours(graph, "from", "to");
  switch (scope.kind) {
    case "all":
      return { cells: new Set(graph.cells.map((cell) => cell.id)), force: new Set() };
    case "to":
      return { cells: closure(scope.cells, before), force: new Set() };
    case "selected":
      return { cells: closure(scope.cells, before), force: new Set(scope.cells) };
    case "from": {
      const concerned = closure(scope.cells, after);
      // A pinned cell runs only when it is named itself.
      const force = [...concerned].filter((cell) => !pinned.has(cell) || scope.cells.includes(cell));
      return { cells: closure(concerned, before), force: new Set(force) };
    }
  }
}

function neighbours(graph: Graph, key: "from" | "to", value: "from" | "to"): Map<CellId, CellId[]> {
  const map = new Map<CellId, CellId[]>();
  for (const edge of graph.edges) {
    const list = map.get(edge[key]);
    if (list) list.push(edge[value]);
    else map.set(edge[key], [edge[value]]);
  }
  return map;
}

function closure(start: Iterable<CellId>, next: ReadonlyMap<CellId, readonly CellId[]>): Set<CellId> {
  const found = new Set<CellId>(start);
  for (const cell of found) for (const other of next.get(cell) ?? []) found.add(other);
  return found;
}
