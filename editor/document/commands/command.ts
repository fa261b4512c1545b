import type { CellId } from "@cellweave/engine/model/flow";
import type { CellKind, JsonObject, Output } from "@cellweave/engine/model/notebook";

export interface CellDraft {
  id: CellId;
  kind: CellKind;
  source: string;
  metadata: JsonObject;
  outputs: readonly Output[];
  executionCount: number | null;
}

/** The content while a command changes it. */
export interface ContentDraft {
  order: CellId[];
  cells: { [id: CellId]: CellDraft };
  metadata: JsonObject;
}

/** A named change of the document. Its inverse is recorded while it is applied. */
export interface Command<Details> {
  readonly name: string;
  /** What the undo menu says: "Undo split cell". */
  readonly label: string;
  /** Commands with the same key, one soon after the other, are undone together; null keeps this one alone. */
  coalesce?(details: Details): string | null;
  apply(content: ContentDraft, details: Details): void;
}

/** A code or text cell that has not run. */
export function freshCell(id: CellId, kind: CellKind, source: string, metadata: JsonObject = {}): CellDraft {
  return { id, kind, source, metadata, outputs: [], executionCount: null };
}

/** Puts `ids` right after `after`, or at the top when it is null or unknown. */
export function placeAfter(order: CellId[], ids: readonly CellId[], after: CellId | null): void {
  const at = after === null ? 0 : order.indexOf(after) + 1;
  order.splice(at, 0, ...ids);
}
