import type { CellId } from "@cellweave/engine/model/flow";
import type { Command } from "./command.ts";

export interface MergeCells {
  readonly cells: readonly CellId[];
}

/** Joins the cells, in notebook order, into the first of them, which keeps its id and kind. */
export const mergeCells: Command<MergeCells> = {
  name: "merge-cells",
  label: "merge cells",
  apply(content, { cells }) {
    const joined = content.order.filter((id) => cells.includes(id));
    const first = content.cells[joined[0] ?? ""];
    if (!first || joined.length < 2) return;
    const gap = first.kind === "markdown" ? "\n\n" : "\n";
    first.source = joined.map((id) => content.cells[id]?.source ?? "").join(gap);
    for (const id of joined.slice(1)) delete content.cells[id];
    content.order = content.order.filter((id) => id === first.id || !joined.includes(id));
  },
};
