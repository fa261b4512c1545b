import type { Conflict, NotebookEdit } from "../../model/edit.ts";
import { draftEdit, draftOf } from "./draft.ts";
import { parseNotebook } from "./parse-notebook.ts";
import { writeDraft } from "./write-draft.ts";

export interface EditedText {
  readonly text: string;
  /** Where the file says something else than the author of an edit saw. When there are any, `text` is unchanged. */
  readonly conflicts: readonly Conflict[];
}

/**
 * The notebook's text with all the edits made, or with none of them when one does not fit. Bytes that no edit concerns
 * stay as they are. Edits are made in their order, each on the result of those before it.
 */
export function applyEdits(text: string, edits: readonly NotebookEdit[]): EditedText {
  if (edits.length === 0) return { text, conflicts: [] };
  const { readable, flow } = parseNotebook(text);
  if (!readable) return { text, conflicts: edits.map(unreadable) };
  const draft = draftOf(flow);
  const conflicts = edits.map((edit) => draftEdit(draft, edit)).filter((conflict) => conflict !== null);
  if (conflicts.length > 0) return { text, conflicts };
  return { text: writeDraft(text, flow, draft), conflicts: [] };
}

function unreadable(edit: NotebookEdit): Conflict {
  const cell = edit.edit === "metadata" ? "" : edit.edit === "insert" ? edit.cell.id : edit.cell;
  return { cell, edit, reason: "changed", mine: "", theirs: null, base: "" };
}
