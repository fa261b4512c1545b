import { cellNumber, type FlowCell } from "../model/flow.ts";

/** How a cell is called on a terminal: "cell 5 (model.fit(X, y))". Cells are counted from 1. */
export function cellTitle(cell: FlowCell | undefined): string {
  if (cell === undefined) return "a cell that is gone";
  const line = firstLine(cell.source);
  return line === "" ? `cell ${cellNumber(cell)}` : `cell ${cellNumber(cell)} (${line})`;
}

/** The first line with something on it, shortened; without what could steer the terminal. */
export function firstLine(source: string, width = 40): string {
  const line = source.split("\n").find((text) => text.trim() !== "") ?? "";
  return shorten(printable(line.trim()), width);
}

/** Text that is safe to print: a notebook's contents may hold escape sequences. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, " ");
}

export function shorten(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
}
