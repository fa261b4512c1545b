import type { CellId } from "@cellweave/engine/model/flow";
import type { CellFacts } from "@cellweave/engine/model/graph";
import { type Node, type NodeHandle, Position } from "@xyflow/react";
import { sameValue } from "../document/list-change.ts";
import type { Box, Frame, Layout } from "./layout/linear-layout.ts";

export interface CellData extends Record<string, unknown> {
  /** As in "cell 3": counted from 1 over all cells. */
  readonly number: number;
  readonly values: readonly string[];
}
export interface FrameData extends Record<string, unknown> {
  readonly frame: Frame;
}
export type CellNodeType = Node<CellData, "cell">;
export type FrameNodeType = Node<FrameData, "frame">;
export type FlowNode = CellNodeType | FrameNodeType;

export const mostValues = 3;

/**
 * The nodes as React Flow takes them: with sizes and handles told, so that nothing is measured. A node that did not
 * change is the same object as in `known`.
 */
export function flowNodes(
  layout: Layout,
  order: readonly CellId[],
  facts: { readonly [id: CellId]: CellFacts },
  known: ReadonlyMap<string, FlowNode>,
): FlowNode[] {
  const frames = layout.frames.map((frame) => sameFrame(known, frame));
  const cells = order.flatMap((id, index) => {
    const box = layout.cells.get(id);
    if (!box) return [];
    const values = valuesOf(facts[id]);
    const found = known.get(id);
    if (found?.type === "cell" && isAt(found, box) && sameValue(found.data, { number: index + 1, values }))
      return [found];
    return [{ ...cellNode(id, index, box, values), selected: found?.selected ?? false }];
  });
  return [...frames, ...cells];
}

const valuePort = "value:";

/** The handle that a value is dragged from; null is the one for order alone. */
export function portId(value: string | null): string {
  return value === null ? "order" : valuePort + value;
}

export function valueOfPort(id: string | null | undefined): string | null {
  return id?.startsWith(valuePort) ? id.slice(valuePort.length) : null;
}

const none: readonly string[] = [];
const values = new WeakMap<CellFacts, readonly string[]>();

/** The names that a cell gives to others; the same list as long as the facts are the same. */
export function valuesOf(facts: CellFacts | undefined): readonly string[] {
  if (!facts) return none;
  const found = values.get(facts) ?? [...facts.writes, ...facts.maybeWrites].filter((name) => name !== "*");
  values.set(facts, found);
  return found;
}

function cellNode(id: CellId, index: number, { x, y, width, height }: Box, values: readonly string[]): CellNodeType {
  return {
    id,
    type: "cell",
    position: { x, y },
    width,
    height,
    measured: { width, height },
    handles: handlesOf(width, height, values),
    data: { number: index + 1, values },
    dragHandle: ".cw-node-grip",
  };
}

function handlesOf(width: number, height: number, values: readonly string[]): NodeHandle[] {
  const point = (id: string, type: "source" | "target", position: Position, x: number, y: number): NodeHandle => ({
    id,
    type,
    position,
    x,
    y,
    width: 1,
    height: 1,
  });
  return [
    point("in", "target", Position.Top, width / 2, 0),
    point("in-left", "target", Position.Left, 0, 20),
    point("out", "source", Position.Bottom, width / 2, height),
    point("out-right", "source", Position.Right, width, 20),
    ...values
      .slice(0, mostValues)
      .map((name, at) => point(portId(name), "source", Position.Bottom, 32 + at * 72, height)),
    point(portId(null), "source", Position.Bottom, 32, height),
  ];
}

function frameNode(frame: Frame): FrameNodeType {
  const { x, y, width, height } = frame;
  return {
    id: frameId(frame),
    type: "frame",
    position: { x, y },
    width,
    height,
    measured: { width, height },
    handles: [],
    data: { frame },
    draggable: false,
    selectable: false,
    connectable: false,
    zIndex: -1,
    // Presses on a frame go through to the pane, but for its title.
    style: { pointerEvents: "none" },
  };
}

function sameFrame(known: ReadonlyMap<string, FlowNode>, frame: Frame): FlowNode {
  const found = known.get(frameId(frame));
  return found?.type === "frame" && sameValue(found.data.frame, frame) ? found : frameNode(frame);
}

function isAt({ position, width, height }: FlowNode, box: Box): boolean {
  return position.x === box.x && position.y === box.y && width === box.width && height === box.height;
}

const frameId = ({ id }: Frame) => `frame:${id}`;
