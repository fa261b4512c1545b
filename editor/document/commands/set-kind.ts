import type { CellId } from "@cellweave/engine/model/flow";
import type { CellKind } from "@cellweave/engine/model/notebook";
import type { Command } from "./command.ts";

export interface SetKind {
  readonly cells: readonly CellId[];
  readonly kind: CellKind;
}

/** Only code cells have outputs, so a cell that becomes text loses them. */
export const setKind: Command<SetKind> = {
  name: "set-kind",
  label: "change of cell type",
  apply(content, { cells, kind }) {
    for (const id of cells) {
      const cell = content.cells[id];
      if (!cell || cell.kind === kind) continue;
      cell.kind = kind;
      cell.outputs = [];
      cell.executionCount = null;
    }
  },
};
