import type { CellId } from "@cellweave/engine/model/flow";
import { type Command, freshCell, placeAfter } from "./command.ts";
import { writeSource } from "./write-source.ts";

export interface SplitCell {
  readonly cell: CellId;
  /** Id of the new lower cell. */
  readonly lower: CellId;
  /** Offset in the source, in UTF-16 units: what follows goes to the lower cell. */
  readonly at: number;
}

/** The upper half keeps the cell's id, metadata and outputs' place; line breaks at the cut are dropped. */
export const splitCell: Command<SplitCell> = {
  name: "split-cell",
  label: "split cell",
  apply(content, { cell, lower, at }) {
    const upper = content.cells[cell];
    if (!upper || content.cells[lower]) return;
    const rest = upper.source.slice(at).replace(/^(?:[ \t]*\n)+/, "");
    writeSource(upper, upper.source.slice(0, at).replace(/\s+$/, ""));
    content.cells[lower] = freshCell(lower, upper.kind, rest);
    placeAfter(content.order, [lower], cell);
  },
};
