import type { NotebookEdit } from "@cellweave/engine/model/edit";
import { produce } from "immer";
import { addCell } from "./commands/add-cell.ts";
import type { ContentDraft } from "./commands/command.ts";
import { deleteCells } from "./commands/delete-cells.ts";
import { moveCells } from "./commands/move-cells.ts";
import { setKind } from "./commands/set-kind.ts";
import { setMetadata } from "./commands/set-metadata.ts";
import { setOutputs } from "./commands/set-outputs.ts";
import type { DocumentContent } from "./content.ts";

type EditOf<Kind extends NotebookEdit["edit"]> = Extract<NotebookEdit, { edit: Kind }>;

const appliers: { [Kind in NotebookEdit["edit"]]: (content: ContentDraft, edit: EditOf<Kind>) => void } = {
  source: (content, { cell, source }) => {
    const owner = content.cells[cell];
    if (owner) owner.source = source;
  },
  kind: (content, { cell, kind }) => setKind.apply(content, { cells: [cell], kind }),
  insert: (content, { cell, after }) => {
    addCell.apply(content, { ...cell, after });
    setOutputs.apply(content, { cells: [{ ...cell, cell: cell.id }] });
  },
  delete: (content, { cell }) => deleteCells.apply(content, { cells: [cell] }),
  move: (content, { cell, after }) => moveCells.apply(content, { cells: [cell], after }),
  "cell-metadata": (content, { cell, key, value }) => setMetadata.apply(content, { cell, key, value }),
  metadata: (content, { key, value }) => setMetadata.apply(content, { cell: null, key, value }),
  outputs: (content, edit) => setOutputs.apply(content, { cells: [edit] }),
};

/** The content with the edits made; an edit whose cell is gone is left out. */
export function applyToContent(content: DocumentContent, edits: readonly NotebookEdit[]): DocumentContent {
  return produce(content as ContentDraft, (draft: ContentDraft) => {
    for (const edit of edits) (appliers[edit.edit] as (content: ContentDraft, edit: NotebookEdit) => void)(draft, edit);
  });
}
