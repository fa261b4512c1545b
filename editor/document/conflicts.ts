import type { Conflict, NotebookEdit } from "@cellweave/engine/model/edit";
import type { CellId } from "@cellweave/engine/model/flow";
import { applyToContent } from "./apply-to-content.ts";
import { contentOf, type DocumentContent } from "./content.ts";
import { type DocumentStore, type NotebookOnDisk, rebase } from "./document.ts";
import { toEdits } from "./to-edits.ts";

/** Where the file now says something else than what the person's edits started from. */
export function conflictsWith(edits: readonly NotebookEdit[], theirs: DocumentContent): Conflict[] {
  return edits.flatMap((edit): Conflict[] => {
    if (edit.edit !== "source" && edit.edit !== "delete") return [];
    const cell = theirs.cells[edit.cell];
    const mine = edit.edit === "source" ? edit.source : "";
    if (!cell && edit.edit === "delete") return [];
    if (!cell) return [{ cell: edit.cell, edit, reason: "deleted", mine, theirs: null, base: edit.was }];
    if (cell.source === edit.was || cell.source === mine) return [];
    return [{ cell: edit.cell, edit, reason: "changed", mine, theirs: cell.source, base: edit.was }];
  });
}

/**
 * Takes over a file that changed outside. Where both sides changed the same cell, the quarrel is kept for the person to
 * settle and the document stays as it is; the result says whether that is so.
 */
export function meetDisk(
  store: DocumentStore,
  disk: Omit<NotebookOnDisk, "path">,
  sent = store.getState().base,
): boolean {
  const { base, content } = store.getState();
  const theirs = contentOf(disk.flow);
  const conflicts = conflictsWith(toEdits(base, content), theirs);
  if (conflicts.length > 0 && sent === base) {
    store.setState({ quarrel: { disk, conflicts } });
    return false;
  }
  rebase(store, disk, sent);
  return true;
}

/** Settles the quarrel: for each cell, what the person wrote or what the file says. Nothing is written yet. */
export function settleQuarrel(store: DocumentStore, choices: { readonly [cell: CellId]: "mine" | "theirs" }): void {
  const { quarrel, base, content } = store.getState();
  if (!quarrel) return;
  const theirs = contentOf(quarrel.disk.flow);
  const wanted = toEdits(base, content).filter((edit) => !("cell" in edit) || choices[cellOf(edit)] !== "theirs");
  const restored = quarrel.conflicts
    .filter((conflict) => conflict.reason === "deleted" && choices[conflict.cell] !== "theirs")
    .flatMap((conflict) => revived(content, conflict.cell));
  rebase(store, quarrel.disk, base);
  store.setState({ content: applyToContent(theirs, [...restored, ...wanted]), undo: [], redo: [] });
}

function cellOf(edit: Exclude<NotebookEdit, { edit: "metadata" }>): CellId {
  return edit.edit === "insert" ? edit.cell.id : edit.cell;
}

/** Puts a cell back that the file has lost, where it stood. */
function revived(content: DocumentContent, id: CellId): NotebookEdit[] {
  const cell = content.cells[id];
  const after = content.order[content.order.indexOf(id) - 1] ?? null;
  return cell ? [{ edit: "insert", cell, after }] : [];
}
