import type { CellId } from "@cellweave/engine/model/flow";
import type { Edge as GraphEdge } from "@cellweave/engine/model/graph";
import type { Edge } from "@xyflow/react";
import { sameValue } from "../document/list-change.ts";
import type { SessionState } from "../session/session.ts";
import { type Box, type Frame, type Layout, titleHeight } from "./layout/linear-layout.ts";
import { sameList } from "./same-list.ts";

export interface EdgeData extends Record<string, unknown> {
  readonly label: string;
  readonly certain: boolean;
  readonly kind: GraphEdge["kind"];
  /** Shown with its label without being asked for: its ends are near each other. */
  readonly near: boolean;
  /** Its middle is out of sight of both ends, where a label would be among strangers. */
  readonly long: boolean;
  /** It leaves its section: drawn lightly, and across in the gap above the other section, at this height. */
  readonly gap: number | null;
  /** Heights between which it would run through the title of the other section. */
  readonly behind: readonly [from: number, to: number] | null;
}
export type FlowEdge = Edge<EdgeData, "value">;

/** All edges between two cells as one line, and whether it is drawn only when one of its cells is in focus. */
export interface DrawnEdge {
  readonly edge: FlowEdge;
  readonly quiet: boolean;
}

const manyCells = 150;
/** Half of the gap between two rows of sections. */
const aboveSection = 16;

/**
 * The graph's edges, one line for each pair of cells. Those from `definitions`, which most cells use, are quiet. What
 * looks as it does in `known` is the same object, up to the whole list.
 */
export function flowEdges(
  edges: readonly GraphEdge[],
  layout: Layout,
  definitions: ReadonlySet<CellId>,
  known: readonly DrawnEdge[] = [],
): readonly DrawnEdge[] {
  const pairs = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const key = `${edge.from}>${edge.to}`;
    const found = pairs.get(key);
    if (found) found.push(edge);
    else pairs.set(key, [edge]);
  }
  const frameOf = new Map(layout.frames.flatMap((frame) => frame.cells.map((id) => [id, frame] as const)));
  const before = new Map(known.map((one) => [one.edge.id, one]));
  const made = [...pairs].flatMap(([id, joined]) => {
    const [first] = joined;
    const from = first && layout.cells.get(first.from);
    const to = first && layout.cells.get(first.to);
    if (!first || !from || !to) return [];
    const inside = frameOf.get(first.from) === frameOf.get(first.to);
    const far = !inside && layout.cells.size > manyCells;
    const frame = frameOf.get(first.to);
    const gap = inside ? null : (frame ?? to).y - aboveSection;
    const behind = inside || frame === undefined ? null : titleAt(frame, to.x + to.width / 2);
    const one = {
      edge: drawn(id, first, joined, from, to, { gap, behind }),
      quiet: far || definitions.has(first.from),
    };
    const same = before.get(id);
    return [same && sameValue(same, one) ? same : one];
  });
  return sameList(known, made);
}

/** Pixels of a letter of a title, as it is drawn from afar. */
const letter = 15;

/** The heights of a section's title, where it reaches a place across. */
function titleAt({ x, y, headings }: Frame, at: number): readonly [number, number] | null {
  const letters = headings.reduce((sum, { title, text }) => sum + Math.max(title.length, text.length / 2), 0);
  return x + 24 + letters * letter < at ? null : [y + 8, y + titleHeight - 6];
}

function drawn(
  id: string,
  first: GraphEdge,
  joined: readonly GraphEdge[],
  from: Box,
  to: Box,
  { gap, behind }: Pick<EdgeData, "gap" | "behind">,
): FlowEdge {
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
      gap,
      behind,
      long: Math.hypot(to.x - from.x, to.y - from.y) > 1100,
      near: Math.abs(to.y - from.y - from.height) < 320 && Math.abs(to.x - from.x) < 420,
    },
    focusable: false,
    selectable: false,
  };
}

/**
 * Tells what is drawn now: the lines that always are, and those of the cells in focus. The list is the same one until
 * something in it changes.
 */
export function edgesInFocus(drawn: readonly DrawnEdge[]): (focus: Focus) => FlowEdge[] {
  let last: { readonly focus: Focus; readonly edges: FlowEdge[] } | null = null;
  return (focus) => {
    if (last?.focus.selected === focus.selected && last.focus.hovered === focus.hovered) return last.edges;
    const edges = shownEdges(drawn, new Set([...focus.selected.slice(-mostInFocus), focus.hovered ?? ""]));
    last = { focus, edges: last ? sameList(last.edges, edges) : edges };
    return last.edges;
  };
}

type Focus = Pick<SessionState, "selected" | "hovered">;

const mostInFocus = 20;

export function shownEdges(drawn: readonly DrawnEdge[], focus: ReadonlySet<CellId>): FlowEdge[] {
  return drawn.flatMap(({ edge, quiet }) => (!quiet || focus.has(edge.source) || focus.has(edge.target) ? [edge] : []));
}
