import type { CellId } from "@cellweave/engine/model/flow";
import { chosenCells } from "../../actions/chosen.ts";
import { context } from "../../actions/context.ts";
import { perform } from "../../actions/perform.ts";
import { type AddCell, addCell } from "../../document/commands/add-cell.ts";
import { execute } from "../../document/document.ts";
import { reveal } from "../../session/changes.ts";

let copied: readonly Pick<AddCell, "kind" | "source" | "metadata">[] = [];

/** Remembers the selected cells, without their outputs. */
export function copyCells(): void {
  const { cells } = context.documents.getState().content;
  copied = chosenCells(context)
    .flatMap((id) => cells[id] ?? [])
    .map(({ kind, source, metadata }) => ({ kind, source, metadata }));
}

export function cutCells(): void {
  copyCells();
  perform("delete");
}

/** Puts new cells like the remembered ones below the selection. */
export function pasteCells(): void {
  const { documents, session } = context;
  let after: CellId | null = chosenCells(context).at(-1) ?? null;
  for (const cell of copied) {
    const id = context.newId();
    execute(documents, addCell, { id, after, ...cell });
    after = id;
  }
  if (after !== null && copied.length > 0) reveal(session, after);
}
