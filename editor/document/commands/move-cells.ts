import type { CellId } from "@cellweave/engine/model/flow";
import { type Command, placeAfter } from "./command.ts";

export interface MoveCells {
  readonly cells: readonly CellId[];
  /** The cell they shall follow; null is the top. One of the moved cells means: nothing to do. */
  readonly after: CellId | null;
}

/** The moved cells keep their order among themselves. */
export const moveCells: Command<MoveCells> = {
  name: "move-cells",
  label: "move",
  apply(content, { cells, after }) {
    const moved = content.order.filter((id) => cells.includes(id));
    if (moved.length === 0 || (after !== null && (moved.includes(after) || !content.cells[after]))) return;
    const order = content.order.filter((id) => !moved.includes(id));
    placeAfter(order, moved, after);
    content.order = order;
  },
};
