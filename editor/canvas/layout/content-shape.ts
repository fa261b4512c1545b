import type { DocumentCell, DocumentContent } from "../../document/content.ts";
import { cellHeight } from "./measure.ts";
import { headingOf } from "./sections.ts";

const shapes = new WeakMap<DocumentContent, string>();
const cellShapes = new WeakMap<DocumentCell, string>();

/** All of a content that its layout depends on, as one text: order, kinds, heights and headings. */
export function shapeOf(content: DocumentContent): string {
  const found = shapes.get(content);
  if (found !== undefined) return found;
  const shape = content.order.map((id) => cellShape(content.cells[id])).join("\n");
  shapes.set(content, shape);
  return shape;
}

function cellShape(cell: DocumentCell | undefined): string {
  if (!cell) return "";
  const found = cellShapes.get(cell);
  if (found !== undefined) return found;
  const heading = headingOf(cell);
  const shape = `${cell.id} ${cell.kind} ${cellHeight(cell)} ${heading ? JSON.stringify(heading) : ""}`;
  cellShapes.set(cell, shape);
  return shape;
}
