import type { CellId } from "@cellweave/engine/model/flow";
import type { Command } from "./command.ts";
import { placeOn } from "./place.ts";
import { splitCell } from "./split-cell.ts";

export interface WriteSubCells {
  readonly cell: CellId;
  /** Lines, counted from 1, at which cells begin. */
  readonly lines: readonly number[];
  /** Ids of the new cells, one for each line. */
  readonly ids: readonly CellId[];
}

/** Makes cells of the sub-cells; the first keeps the cell's id. All stay where the cell ran. */
export const writeSubCells: Command<WriteSubCells> = {
  name: "write-sub-cells",
  label: "separate cells",
  apply(content, { cell, lines, ids }) {
    const whole = content.cells[cell];
    if (!whole) return;
    placeOn(whole, { split: undefined });
    const { metadata } = whole;
    const starts = lines.toSorted((left, right) => left - right).map((line) => offsetOf(whole.source, line));
    for (const [at, start] of [...starts.entries()].reverse()) {
      const lower = ids[at];
      if (lower === undefined) continue;
      splitCell.apply(content, { cell, lower, at: start });
      const added = content.cells[lower];
      if (added && metadata.cellweave !== undefined) added.metadata = { cellweave: metadata.cellweave };
    }
  },
};

function offsetOf(source: string, line: number): number {
  return source.split("\n", line - 1).reduce((sum, text) => sum + text.length + 1, 0);
}
