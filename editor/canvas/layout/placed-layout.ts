import type { CellId, FlowPlacement } from "@cellweave/engine/model/flow";
import type { Json } from "@cellweave/engine/model/notebook";
import type { Box, Frame, Layout } from "./linear-layout.ts";

/** Where a person put cells, as it stands in the notebook: `metadata.cellweave.view.at`. */
export interface PutAt {
  readonly [id: CellId]: readonly [x: number, y: number];
}

/** The layout with the cells where a person put them; frames grow around their cells. */
export function placedLayout(layout: Layout, at: PutAt): Layout {
  if (Object.keys(at).length === 0) return layout;
  const cells = new Map<CellId, Box>();
  for (const [id, box] of layout.cells) {
    const [x, y] = at[id] ?? [box.x, box.y];
    cells.set(id, { ...box, x, y });
  }
  return { cells, frames: layout.frames.map((frame) => around(frame, cells, layout, at)) };
}

const side = 24;
const top = 60;

function around(frame: Frame, cells: ReadonlyMap<CellId, Box>, layout: Layout, at: PutAt): Frame {
  if (!frame.cells.some((id) => at[id] && layout.cells.has(id))) return frame;
  const boxes = frame.cells.flatMap((id) => cells.get(id) ?? []);
  const x = Math.min(...boxes.map((box) => box.x)) - side;
  const y = Math.min(...boxes.map((box) => box.y)) - top;
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + side;
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + side;
  return { ...frame, x, y, width: right - x, height: bottom - y };
}

export function putAt({ view }: FlowPlacement): PutAt {
  const { at } = view;
  if (typeof at !== "object" || at === null || Array.isArray(at)) return {};
  return Object.fromEntries(Object.entries(at).filter(([, place]) => isPlace(place))) as unknown as PutAt;
}

function isPlace(place: Json): boolean {
  return Array.isArray(place) && place.length === 2 && place.every((value) => Number.isFinite(value));
}
