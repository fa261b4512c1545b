import type { CellId } from "@cellweave/engine/model/flow";
import type { CellKind, JsonObject } from "@cellweave/engine/model/notebook";
import { type Command, freshCell, placeAfter } from "./command.ts";

export interface AddCell {
  readonly id: CellId;
  readonly kind: CellKind;
  readonly source: string;
  /** null is the top of the notebook. */
  readonly after: CellId | null;
  readonly metadata?: JsonObject;
}

export const addCell: Command<AddCell> = {
  name: "add-cell",
  label: "add cell",
  apply(content, { id, kind, source, after, metadata }) {
    if (content.cells[id]) return;
    content.cells[id] = freshCell(id, kind, source, metadata);
    placeAfter(content.order, [id], after);
  },
};
