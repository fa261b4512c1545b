import type { CellId } from "@cellweave/engine/model/flow";
import type { Command } from "./command.ts";
import { writeSource } from "./write-source.ts";

export interface RewriteCell {
  readonly cell: CellId;
  readonly source: string;
}

/** Writes what the decomposer made of a cell: a skeleton that was accepted. */
export const rewriteCell: Command<RewriteCell> = {
  name: "rewrite-cell",
  label: "skeleton",
  apply(content, { cell, source }) {
    const rewritten = content.cells[cell];
    if (rewritten) writeSource(rewritten, source);
  },
};
