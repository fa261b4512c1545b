import type { CellPlacement } from "@cellweave/engine/model/flow";
import type { CellDraft } from "./command.ts";
import { placeOn } from "./place.ts";

/** Gives the cell another source; the places where it is taken apart stay with their lines. */
export function writeSource(cell: CellDraft, source: string): void {
  if (cell.source === source) return;
  const { split } = (cell.metadata.cellweave ?? {}) as CellPlacement;
  if (Array.isArray(split)) {
    const kept = movedLines(split, cell.source.split("\n"), source.split("\n"));
    if (kept.join() !== split.join()) placeOn(cell, { split: kept.length > 0 ? kept : undefined });
  }
  cell.source = source;
}

/** Where lines, counted from 1, are after a change; those that it took away are gone. */
export function movedLines(lines: readonly number[], before: readonly string[], now: readonly string[]): number[] {
  const shorter = Math.min(before.length, now.length);
  let first = 0;
  while (first < shorter && before[first] === now[first]) first++;
  let last = 0;
  while (last < shorter - first && before.at(-1 - last) === now.at(-1 - last)) last++;
  const moved = lines.flatMap((line) => {
    if (line <= first) return [line];
    if (line > before.length - last) return [line + now.length - before.length];
    // The line itself was changed: it still begins what it began, where it is still there.
    return line <= now.length - last ? [line] : [];
  });
  return [...new Set(moved)].filter((line) => line > 1 && line <= now.length);
}
