import type { CellId, CellPlacement } from "@cellweave/engine/model/flow";
import type { Json, JsonObject } from "@cellweave/engine/model/notebook";
import type { CellDraft, Command } from "./command.ts";

export interface Place {
  readonly cells: readonly CellId[];
  /** Members to set on `metadata.cellweave`; undefined takes one out. */
  readonly placement: { readonly [Key in keyof CellPlacement]?: CellPlacement[Key] | undefined };
}

/** Places an environment, a skeleton, an order or an override on cells. */
export const place: Command<Place> = {
  name: "place",
  label: "placement",
  apply(content, { cells, placement }) {
    for (const id of cells) {
      const cell = content.cells[id];
      if (cell) placeOn(cell, placement);
    }
  },
};

/** The metadata member disappears with its last entry, so a cell with nothing placed on it looks as it did. */
export function placeOn(cell: CellDraft, placement: Place["placement"]): void {
  const entries = Object.entries({ ...(cell.metadata.cellweave as JsonObject | undefined), ...placement });
  const kept = Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as { [key: string]: Json };
  const { cellweave: _, ...rest } = cell.metadata;
  cell.metadata = Object.keys(kept).length > 0 ? { ...cell.metadata, cellweave: kept } : rest;
}
