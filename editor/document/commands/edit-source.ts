import type { CellId } from "@cellweave/engine/model/flow";
import type { Command } from "./command.ts";
import { writeSource } from "./write-source.ts";

export interface EditSource {
  readonly cell: CellId;
  readonly source: string;
}

/** Typing in one cell is undone together until the person pauses or goes elsewhere. */
export const editSource: Command<EditSource> = {
  name: "edit-source",
  label: "typing",
  coalesce: ({ cell }) => cell,
  apply(content, { cell, source }) {
    const edited = content.cells[cell];
    if (edited) writeSource(edited, source);
  },
};
