import type { CellId } from "./flow.ts";
import type { CellKind, Json, JsonObject, Output } from "./notebook.ts";

/**
 * A change to a notebook, by cell. `was` is what the editor saw when the person made the change: where the file now
 * says something else, the edit is a conflict and is shown, not applied.
 */
export type NotebookEdit =
  | { readonly edit: "source"; readonly cell: CellId; readonly source: string; readonly was: string }
  | { readonly edit: "kind"; readonly cell: CellId; readonly kind: CellKind; readonly was: CellKind }
  | { readonly edit: "insert"; readonly cell: NewCell; readonly after: CellId | null }
  | { readonly edit: "delete"; readonly cell: CellId; readonly was: string }
  | { readonly edit: "move"; readonly cell: CellId; readonly after: CellId | null }
  /** A member of the cell's metadata, by key; without `value` it is taken out. */
  | { readonly edit: "cell-metadata"; readonly cell: CellId; readonly key: string; readonly value?: Json }
  | { readonly edit: "metadata"; readonly key: string; readonly value?: Json }
  | {
      readonly edit: "outputs";
      readonly cell: CellId;
      readonly outputs: readonly Output[];
      readonly executionCount: number | null;
    };

export interface NewCell {
  readonly id: CellId;
  readonly kind: CellKind;
  readonly source: string;
  readonly metadata: JsonObject;
  readonly outputs: readonly Output[];
  readonly executionCount: number | null;
  readonly attachments?: JsonObject;
}

/** An edit that the file on disk no longer fits. Nothing was written. */
export interface Conflict {
  readonly cell: CellId;
  readonly edit: NotebookEdit;
  readonly reason: "changed" | "deleted" | "missing-anchor";
  readonly mine: string;
  readonly theirs: string | null;
  readonly base: string;
}
