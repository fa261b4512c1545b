import type { CellId } from "@cellweave/engine/model/flow";
import type { Edge } from "@cellweave/engine/model/graph";
import type { DocumentCell } from "../../document/content.ts";
import { cellHeight, cellWidth } from "./measure.ts";
import { type Heading, type Section, sectionsOf } from "./sections.ts";
import { shelve } from "./shelve.ts";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Frame extends Box {
  readonly id: string;
  readonly headings: readonly Heading[];
  readonly cells: readonly CellId[];
}

export interface Layout {
  readonly cells: ReadonlyMap<CellId, Box>;
  readonly frames: readonly Frame[];
}

const gapX = 40;
const gapY = 44;
const across = 3;
export const padding = 24;
export const titleHeight = 60;

/**
 * Where every cell stands: sections side by side like columns on a board, wrapped to the shape of a screen; inside a
 * section downwards by dependency depth, in the order of the notebook. While the edges are not known (null), each cell
 * stands below the one before it. Cells of which something runs apart are higher. Linear in cells and edges.
 */
export function linearLayout(
  cells: readonly DocumentCell[],
  edges: readonly Edge[] | null,
  apart: ReadonlySet<CellId> = none,
): Layout {
  const parents = edges ? parentsOf(edges) : chained(cells);
  const heights = new Map(cells.map((cell) => [cell.id, cellHeight(cell, apart.has(cell.id))]));
  const blocks = sectionsOf(cells).map((section) => layOut(section, parents, heights));
  const placed = new Map<CellId, Box>();
  const frames: Frame[] = [];
  for (const { block, x, y } of shelve(blocks)) {
    for (const [id, box] of block.boxes) placed.set(id, { ...box, x: box.x + x, y: box.y + y });
    if (block.section.headings.length > 0) frames.push(frameOf(block, x, y));
  }
  return { cells: placed, frames };
}

const none: ReadonlySet<CellId> = new Set();

type Heights = ReadonlyMap<CellId, number>;

interface Block {
  readonly section: Section;
  readonly boxes: ReadonlyMap<CellId, Box>;
  readonly width: number;
  readonly height: number;
}

function frameOf({ section, width, height }: Block, x: number, y: number): Frame {
  const id = section.headings.at(-1)?.cell ?? "";
  return { id, headings: section.headings, cells: section.cells.map((cell) => cell.id), x, y, width, height };
}

function chained(cells: readonly DocumentCell[]): Map<CellId, CellId[]> {
  const code = cells.filter((cell) => cell.kind === "code");
  return new Map(code.map((cell, index) => [cell.id, code.slice(index - 1, index).map((before) => before.id)]));
}

function parentsOf(edges: readonly Edge[]): Map<CellId, CellId[]> {
  const parents = new Map<CellId, CellId[]>();
  for (const { from, to } of edges) {
    const found = parents.get(to);
    if (found) found.push(from);
    else parents.set(to, [from]);
  }
  return parents;
}

function layOut(section: Section, parents: ReadonlyMap<CellId, readonly CellId[]>, heights: Heights): Block {
  const heightOf = (row: Row) => Math.max(0, ...row.map(({ cell }) => heights.get(cell.id) ?? 0));
  const rows = rowsOf(section.cells, parents);
  const top = section.headings.length > 0 ? titleHeight : padding;
  const total = rows.reduce((sum, row) => sum + heightOf(row) + gapY, 0);
  const tall = Math.max(1000, Math.sqrt(total * cellWidth * 2));
  const boxes = new Map<CellId, Box>();
  let [left, right, y, bottom] = [padding, padding + cellWidth, top, top];
  for (const row of rows) {
    if (y > top && y + heightOf(row) > tall) [left, y] = [right + gapX * 1.5, top];
    for (const { cell, column } of row) {
      const x = left + column * (cellWidth + gapX);
      boxes.set(cell.id, { x, y, width: cellWidth, height: heights.get(cell.id) ?? 0 });
      right = Math.max(right, x + cellWidth);
    }
    y += heightOf(row) + gapY;
    bottom = Math.max(bottom, y);
  }
  return { section, boxes, width: right + padding, height: bottom + (rows.length > 0 ? padding - gapY : 0) };
}

type Row = readonly { readonly cell: DocumentCell; readonly column: number }[];

/** One row for each depth, wrapped where there are many; a cell stands under its first parent where that is free. */
function rowsOf(cells: readonly DocumentCell[], parents: ReadonlyMap<CellId, readonly CellId[]>): Row[] {
  const levels: DocumentCell[][] = [];
  const depths = depthsOf(cells, parents);
  for (const cell of cells) {
    const depth = depths.get(cell.id) ?? 0;
    const level = levels[depth];
    if (level) level.push(cell);
    else levels[depth] = [cell];
  }
  const columns = new Map<CellId, number>();
  return levels.flatMap((level) => chunks(level, across)).map((level) => placed(level, parents, columns));
}

function placed(
  level: readonly DocumentCell[],
  parents: ReadonlyMap<CellId, readonly CellId[]>,
  columns: Map<CellId, number>,
): Row {
  const taken = new Set<number>();
  return level.map((cell) => {
    const wanted = parents.get(cell.id)?.findLast((parent) => columns.has(parent));
    let column = (wanted !== undefined && columns.get(wanted)) || 0;
    while (taken.has(column)) column = (column + 1) % across;
    taken.add(column);
    columns.set(cell.id, column);
    return { cell, column };
  });
}

/** How many cells of the same section stand before it on the longest way. A note goes with the code cell after it. */
function depthsOf(
  cells: readonly DocumentCell[],
  parents: ReadonlyMap<CellId, readonly CellId[]>,
): Map<CellId, number> {
  const depths = new Map<CellId, number>();
  let deepest = -1;
  for (const cell of cells) {
    if (cell.kind !== "code") continue;
    const before = (parents.get(cell.id) ?? []).map((parent) => depths.get(parent) ?? -1);
    const depth = Math.max(-1, ...before) + 1;
    depths.set(cell.id, depth);
    deepest = Math.max(deepest, depth);
  }
  let next = deepest + 1;
  for (const cell of cells.toReversed()) {
    if (cell.kind === "code") next = depths.get(cell.id) ?? next;
    else depths.set(cell.id, Math.max(0, next));
  }
  return depths;
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
