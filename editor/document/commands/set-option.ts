import type { CellId } from "@cellweave/engine/model/flow";
import type { Command } from "./command.ts";
import { writeSource } from "./write-source.ts";

export interface SetOption {
  readonly cell: CellId;
  readonly construct: string;
  readonly option: string;
  /** The cell's code with the option written into it. */
  readonly source: string;
}

/** Writes an option of a skeleton into the code; typing in one field is undone together. */
export const setOption: Command<SetOption> = {
  name: "set-option",
  label: "change of an option",
  coalesce: ({ construct, option }) => `${construct}/${option}`,
  apply(content, { cell, source }) {
    const owner = content.cells[cell];
    if (owner) writeSource(owner, source);
  },
};
