import type { CellId } from "@cellweave/engine/model/flow";
import type { CellStatus } from "../runs/runs.ts";
import type { ItemsShare } from "../ui/skeletons/item-progress.ts";
import { type Box, type Frame, titleHeight } from "./layout/linear-layout.ts";

export interface Overview {
  readonly cells: ReadonlyMap<CellId, Box>;
  readonly frames: readonly Frame[];
  readonly selected: ReadonlySet<CellId>;
  statusOf(id: CellId): CellStatus | "note";
  titleOf(id: CellId): string;
  /** How far the items of the cell's skeleton are; null where none run and none failed. */
  itemsOf(id: CellId): ItemsShare | null;
}

/** The corners of a line, in flow coordinates. */
export type Line = readonly (readonly [x: number, y: number])[];

/** Flow coordinates to pixels: x · zoom + left, y · zoom + top. */
export interface View {
  readonly left: number;
  readonly top: number;
  readonly zoom: number;
}

export type Colours = Record<
  CellStatus | "note" | "frame" | "card" | "ground" | "line" | "text" | "accent" | "muted",
  string
>;

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
    card: of("raised"),
    ground: of("canvas"),
    line: of("line"),
    text: of("text"),
    accent: of("accent"),
    muted: of("muted"),
  };
}

/**
 * Cells as rectangles by state; with `words` also lines, and titles at the size of the screen where there is room. A
 * thousand take a few milliseconds.
 */
export function drawOverview(
  pen: CanvasRenderingContext2D,
  { cells, frames, selected, statusOf, titleOf, itemsOf }: Overview,
  { left, top, zoom }: View,
  colours: Colours,
  words: { readonly lines: readonly Line[] } | null,
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
  const view = { left, top, zoom };
  if (words && zoom >= lineZoom) drawLines(pen, words.lines, view, colours);
  const titled = words !== null && zoom >= titleZoom;
  for (const [id, box] of cells) {
    if (!seen(box)) continue;
    const status = statusOf(id);
    if (titled) drawCard(pen, box, view, colours, status, titleOf(id));
    else drawBlock(pen, box, view, colours, status);
    const items = itemsOf(id);
    if (items !== null) drawItems(pen, box, view, colours, items);
    if (!selected.has(id)) continue;
    roundRect(pen, box, view, 8);
    pen.strokeStyle = colours.accent;
    pen.lineWidth = 2.5;
    pen.stroke();
    pen.lineWidth = 1;
  }
  if (words) for (const frame of frames) if (seen(frame)) drawTitle(pen, frame, view, colours);
}

const lineZoom = 0.1;
const titleZoom = 0.2;

function drawLines(
  pen: CanvasRenderingContext2D,
  lines: readonly Line[],
  { left, top, zoom }: View,
  { muted }: Colours,
) {
  pen.beginPath();
  for (const line of lines) {
    for (const [at, [x, y]] of line.entries()) {
      if (at === 0) pen.moveTo(x * zoom + left, y * zoom + top);
      else pen.lineTo(x * zoom + left, y * zoom + top);
    }
  }
  pen.strokeStyle = muted;
  pen.globalAlpha = 0.35;
  pen.stroke();
  pen.globalAlpha = 1;
}

function drawBlock(pen: CanvasRenderingContext2D, box: Box, view: View, colours: Colours, status: keyof Colours): void {
  pen.fillStyle = colours[status];
  pen.globalAlpha = pale.has(status) ? 0.55 : 0.85;
  roundRect(pen, box, view, 8);
  pen.fill();
  pen.globalAlpha = 1;
}

const pale: ReadonlySet<string> = new Set(["not-run", "note"]);

/** The cell's state as a bar at its left, and as much of its title as fits. */
function drawCard(
  pen: CanvasRenderingContext2D,
  box: Box,
  view: View,
  colours: Colours,
  status: keyof Colours,
  title: string,
): void {
  const [x, y] = [box.x * view.zoom + view.left, box.y * view.zoom + view.top];
  const [width, height] = [box.width * view.zoom, box.height * view.zoom];
  roundRect(pen, box, view, 12);
  pen.fillStyle = colours.card;
  pen.fill();
  pen.save();
  pen.clip();
  pen.fillStyle = colours[status];
  pen.globalAlpha = 0.12;
  pen.fillRect(x, y, width, height);
  pen.globalAlpha = pale.has(status) ? 0.6 : 0.9;
  pen.fillRect(x, y, 4, height);
  pen.restore();
  pen.strokeStyle = colours.line;
  pen.stroke();
  pen.font = `500 11px ${fontOf(pen)}`;
  pen.textBaseline = "middle";
  pen.fillStyle = colours.text;
  const letters = Math.floor((width - 14) / 6.4);
  const text = title.length > letters ? `${title.slice(0, Math.max(1, letters - 1))}…` : title;
  pen.fillText(text, x + 10, y + Math.min(height / 2, 14), width - 14);
}

/** How far the items are, along the lower edge: at least two pixels, so that it can be seen in the smallest picture. */
function drawItems(pen: CanvasRenderingContext2D, box: Box, view: View, colours: Colours, items: ItemsShare): void {
  const [x, width] = [box.x * view.zoom + view.left, box.width * view.zoom];
  const height = Math.max(2, Math.min(5, box.height * view.zoom * 0.14));
  const y = (box.y + box.height) * view.zoom + view.top - height;
  pen.fillStyle = colours.ground;
  pen.fillRect(x, y, width, height);
  pen.fillStyle = items.failed ? colours.failed : colours.text;
  pen.fillRect(x, y, width * items.done, height);
}

const fonts = new WeakMap<HTMLCanvasElement, string>();

function fontOf({ canvas }: CanvasRenderingContext2D): string {
  const found = fonts.get(canvas) ?? getComputedStyle(canvas).fontFamily;
  fonts.set(canvas, found);
  return found;
}

function drawTitle(pen: CanvasRenderingContext2D, frame: Frame, { left, top, zoom }: View, colours: Colours): void {
  const title = frame.headings.at(-1)?.title ?? "";
  // In its own band where that is high enough, else right above the frame.
  const band = titleHeight * zoom;
  const inside = band >= 14;
  const room = frame.width * zoom - (inside ? 14 : 2);
  if (room < 24 || title === "") return;
  pen.font = `600 ${room < 72 ? 10.5 : 12}px ${fontOf(pen)}`;
  pen.textBaseline = "bottom";
  // A halo keeps the title readable where cells of the row above are close.
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = inside ? colours.frame : colours.ground;
  const text = clipped(pen, title, room);
  const [x, y] = [frame.x * zoom + left + (inside ? 8 : 2), frame.y * zoom + top + (inside ? band - 3 : -2)];
  pen.strokeText(text, x, y);
  pen.lineWidth = 1;
  pen.fillStyle = colours.text;
  pen.fillText(text, x, y);
}

function clipped(pen: CanvasRenderingContext2D, text: string, room: number): string {
  const width = widthOf(pen, text);
  if (width <= room) return text;
  const letters = Math.max(1, Math.floor((text.length * room) / width) - 1);
  return `${text.slice(0, letters)}…`;
}

const widths = new Map<string, number>();

/** Measured once: every frame of a zoom asks for the same titles. */
function widthOf(pen: CanvasRenderingContext2D, text: string): number {
  const key = `${pen.font} ${text}`;
  const found = widths.get(key) ?? pen.measureText(text).width;
  if (widths.size > 5000) widths.clear();
  widths.set(key, found);
  return found;
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
