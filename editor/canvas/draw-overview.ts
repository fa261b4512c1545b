import type { CellId } from "@cellweave/engine/model/flow";
import type { CellStatus } from "../runs/runs.ts";
import type { Box, Frame } from "./layout/linear-layout.ts";

export interface Overview {
  readonly cells: ReadonlyMap<CellId, Box>;
  readonly frames: readonly Frame[];
  readonly selected: ReadonlySet<CellId>;
  statusOf(id: CellId): CellStatus | "note";
}

/** Flow coordinates to pixels: x · zoom + left, y · zoom + top. */
export interface View {
  readonly left: number;
  readonly top: number;
  readonly zoom: number;
}

export type Colours = Record<CellStatus | "note" | "frame" | "ground" | "line" | "text" | "accent" | "muted", string>;

/** The theme's colours, read from the page. */
export function readColours(element: Element): Colours {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(`--cw-${name}`).trim();
  return {
    "not-run": of("line-strong"),
    queued: of("info"),
    running: of("accent"),
    done: of("ok"),
    cached: of("violet"),
    failed: of("danger"),
    lost: of("danger"),
    skipped: of("line-strong"),
    cancelled: of("warn"),
    stale: of("warn"),
    note: of("line"),
    frame: of("surface"),
    ground: of("canvas"),
    line: of("line"),
    text: of("text"),
    accent: of("accent"),
    muted: of("muted"),
  };
}

/** Cells as rectangles by state, frames with their titles at the size of the screen. A thousand take a few milliseconds. */
export function drawOverview(
  pen: CanvasRenderingContext2D,
  { cells, frames, selected, statusOf }: Overview,
  { left, top, zoom }: View,
  colours: Colours,
  titles: boolean,
): void {
  const { width, height } = pen.canvas;
  const seen = ({ x, y, width: w, height: h }: Box) =>
    (x + w) * zoom + left > 0 && x * zoom + left < width && (y + h) * zoom + top > 0 && y * zoom + top < height;
  for (const frame of frames) {
    if (!seen(frame)) continue;
    pen.fillStyle = colours.frame;
    pen.strokeStyle = colours.line;
    roundRect(pen, frame, { left, top, zoom }, 12);
    pen.fill();
    pen.stroke();
  }
  for (const [id, box] of cells) {
    if (!seen(box)) continue;
    const status = statusOf(id);
    pen.fillStyle = colours[status];
    pen.globalAlpha = status === "not-run" || status === "note" ? 0.55 : 0.9;
    roundRect(pen, box, { left, top, zoom }, 8);
    pen.fill();
    pen.globalAlpha = 1;
    if (!selected.has(id)) continue;
    pen.strokeStyle = colours.accent;
    pen.lineWidth = 2.5;
    pen.stroke();
    pen.lineWidth = 1;
  }
  if (titles) for (const frame of frames) if (seen(frame)) drawTitle(pen, frame, { left, top, zoom }, colours);
}

function drawTitle(pen: CanvasRenderingContext2D, frame: Frame, { left, top, zoom }: View, colours: Colours): void {
  const title = frame.headings.at(-1)?.title ?? "";
  const room = frame.width * zoom - 8;
  if (room < 24 || title === "") return;
  pen.font = `600 12px ${getComputedStyle(pen.canvas).fontFamily}`;
  pen.textBaseline = "bottom";
  // A halo keeps the title readable where cells of the row above are close.
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = colours.ground;
  const text = clipped(pen, title, room);
  const [x, y] = [frame.x * zoom + left + 2, frame.y * zoom + top - 2];
  pen.strokeText(text, x, y);
  pen.lineWidth = 1;
  pen.fillStyle = colours.text;
  pen.fillText(text, x, y);
}

function clipped(pen: CanvasRenderingContext2D, text: string, room: number): string {
  if (pen.measureText(text).width <= room) return text;
  const letters = Math.max(1, Math.floor((text.length * room) / pen.measureText(text).width) - 1);
  return `${text.slice(0, letters)}…`;
}

function roundRect(pen: CanvasRenderingContext2D, box: Box, { left, top, zoom }: View, radius: number): void {
  pen.beginPath();
  pen.roundRect(box.x * zoom + left, box.y * zoom + top, box.width * zoom, box.height * zoom, radius * zoom);
}

/** The cell at a place in flow coordinates. */
export function cellAt(cells: ReadonlyMap<CellId, Box>, x: number, y: number): CellId | null {
  for (const [id, box] of cells) {
    if (x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height) return id;
  }
  return null;
}
