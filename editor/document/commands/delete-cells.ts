import type { CellId } from "@cellweave/engine/model/flow";
import type { Command } from "./command.ts";

export interface DeleteCells {
  readonly cells: readonly CellId[];
}

export const deleteCells: Command<DeleteCells> = {
  name: "delete-cells",
  label: "delete",
  apply(content, { cells }) {
    const gone = new Set(cells);
    for (const id of gone) delete content.cells[id];
    content.order = content.order.filter((id) => !gone.has(id));
  },
};
