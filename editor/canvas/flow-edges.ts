import type { CellId } from "@cellweave/engine/model/flow";
import type { Edge as GraphEdge } from "@cellweave/engine/model/graph";
import type { Edge } from "@xyflow/react";
import type { Box, Layout } from "./layout/linear-layout.ts";

export interface EdgeData extends Record<string, unknown> {
  readonly label: string;
  readonly certain: boolean;
  readonly kind: GraphEdge["kind"];
  /** Shown with its label without being asked for: its ends are near each other. */
  readonly near: boolean;
  /** Its middle is out of sight of both ends, where a label would be among strangers. */
  readonly long: boolean;
}
export type FlowEdge = Edge<EdgeData, "value">;

/** All edges between two cells as one line, and whether it is drawn only when one of its cells is in focus. */
export interface DrawnEdge {
  readonly edge: FlowEdge;
  readonly quiet: boolean;
}

const manyCells = 150;

/** The graph's edges, one line for each pair of cells. Those from `definitions`, which most cells use, are quiet. */
export function flowEdges(edges: readonly GraphEdge[], layout: Layout, definitions: ReadonlySet<CellId>): DrawnEdge[] {
  const pairs = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const key = `${edge.from}>${edge.to}`;
    const found = pairs.get(key);
    if (found) found.push(edge);
    else pairs.set(key, [edge]);
  }
  const frameOf = new Map(layout.frames.flatMap((frame) => frame.cells.map((id) => [id, frame.id])));
  return [...pairs].flatMap(([id, joined]) => {
    const [first] = joined;
    const from = first && layout.cells.get(first.from);
    const to = first && layout.cells.get(first.to);
    if (!first || !from || !to) return [];
    const inside = frameOf.get(first.from) === frameOf.get(first.to);
    const far = !inside && layout.cells.size > manyCells;
    return [{ edge: drawn(id, first, joined, from, to), quiet: far || definitions.has(first.from) }];
  });
}

function drawn(id: string, first: GraphEdge, joined: readonly GraphEdge[], from: Box, to: Box): FlowEdge {
  const beside = to.x > from.x + from.width && to.y < from.y + from.height;
  const names = [...new Set(joined.flatMap((edge) => edge.variables))];
  return {
    id,
    type: "value",
    source: first.from,
    target: first.to,
    sourceHandle: beside ? "out-right" : "out",
    targetHandle: beside ? "in-left" : "in",
    data: {
      label: names.length > 3 ? `${names.slice(0, 3).join(", ")} +${names.length - 3}` : names.join(", "),
      certain: joined.some((edge) => edge.certain),
      kind: first.kind,
      long: Math.hypot(to.x - from.x, to.y - from.y) > 1100,
      near: Math.abs(to.y - from.y - from.height) < 320 && Math.abs(to.x - from.x) < 420,
    },
    focusable: false,
    selectable: false,
  };
}

/** What is drawn now: the lines that always are, and those of the cells in focus. */
export function shownEdges(drawn: readonly DrawnEdge[], focus: ReadonlySet<CellId>): FlowEdge[] {
  return drawn.flatMap(({ edge, quiet }) => (!quiet || focus.has(edge.source) || focus.has(edge.target) ? [edge] : []));
}
