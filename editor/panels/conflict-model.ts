import type { Conflict } from "@cellweave/engine/model/edit";
import type { CellId } from "@cellweave/engine/model/flow";
import { addCell } from "../document/commands/add-cell.ts";
import { type DocumentStore, execute } from "../document/document.ts";

export type Choice = "mine" | "theirs" | "both";

/** What can be kept of a cell that changed in two places. Both is possible where both sides say something. */
export function choicesFor({ edit, theirs }: Conflict): readonly { readonly value: Choice; readonly label: string }[] {
  const mine = { value: "mine", label: edit.edit === "delete" ? "Yours: delete it" : "Yours" } as const;
  const file = { value: "theirs", label: theirs === null ? "The file's: let it go" : "The file's" } as const;
  const both = edit.edit !== "delete" && theirs !== null;
  return both ? [mine, file, { value: "both", label: "Both" }] : [mine, file];
}

/** What is chosen until the person chooses: what loses nothing. */
export function firstChoice(conflict: Conflict): Choice {
  if (conflict.edit.edit === "delete") return "theirs";
  return conflict.theirs === null ? "mine" : "both";
}

/** Puts the person's version of each cell below the file's, as a cell of its own. */
export function keepBoth(documents: DocumentStore, conflicts: readonly Conflict[], newId: () => CellId): void {
  for (const { cell, mine } of conflicts) {
    const kind = documents.getState().content.cells[cell]?.kind ?? "code";
    execute(documents, addCell, { id: newId(), kind, source: mine, after: cell });
  }
}
