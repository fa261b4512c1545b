import type { Conflict, NewCell, NotebookEdit } from "../../model/edit.ts";
import type { CellId, Flow, FlowCell } from "../../model/flow.ts";
import type { CellKind, Json, JsonObject, Output } from "../../model/notebook.ts";
import { sortKeys } from "./json-style.ts";

/** A cell as it shall be written: where it came from, and what about it is to change. */
export interface DraftCell {
  readonly id: CellId;
  /** The cell of the file it is, or the new cell it is. */
  readonly origin: { readonly file: FlowCell } | { readonly fresh: NewCell };
  kind: CellKind;
  source: string;
  readonly metadata: Map<string, Json | undefined>;
  outputs: { readonly outputs: readonly Output[]; readonly executionCount: number | null } | null;
}

/** A notebook as it shall be written. */
export interface Draft {
  readonly cells: DraftCell[];
  readonly byId: Map<CellId, DraftCell>;
  /** The notebook's metadata as the file has it, and what of it is to change. */
  readonly stored: JsonObject;
  readonly metadata: Map<string, Json | undefined>;
  /** Something of a person is saved, not only outputs: cells then keep their ids for good. */
  personal: boolean;
}

type EditOf<K extends NotebookEdit["edit"]> = Extract<NotebookEdit, { edit: K }>;
type Apply<K extends NotebookEdit["edit"]> = (draft: Draft, edit: EditOf<K>) => Conflict | null;

export function draftOf(flow: Flow): Draft {
  const cells: DraftCell[] = flow.cells.map((cell) => ({
    id: cell.id,
    origin: { file: cell },
    kind: cell.kind,
    source: cell.source,
    metadata: new Map(),
    outputs: null,
  }));
  return {
    cells,
    byId: new Map(cells.map((cell) => [cell.id, cell])),
    stored: flow.metadata,
    metadata: new Map(),
    personal: false,
  };
}

/** Makes one edit in the draft; where the file says something else than the edit's author saw, tells the conflict. */
export function draftEdit(draft: Draft, edit: NotebookEdit): Conflict | null {
  const apply = edits[edit.edit] as Apply<NotebookEdit["edit"]>;
  return apply(draft, edit);
}

const edits: { readonly [K in NotebookEdit["edit"]]: Apply<K> } = {
  source: (draft, edit) => {
    const cell = draft.byId.get(edit.cell);
    if (cell === undefined) return { ...gone(edit.cell, edit), mine: edit.source, base: edit.was };
    if (cell.source !== edit.was && cell.source !== edit.source) {
      return { cell: edit.cell, edit, reason: "changed", mine: edit.source, theirs: cell.source, base: edit.was };
    }
    if (cell.source !== edit.source) draft.personal = true;
    cell.source = edit.source;
    return null;
  },
  kind: (draft, edit) => {
    const cell = draft.byId.get(edit.cell);
    if (cell === undefined) return { ...gone(edit.cell, edit), mine: edit.kind, base: edit.was };
    if (cell.kind !== edit.was && cell.kind !== edit.kind) {
      return { cell: edit.cell, edit, reason: "changed", mine: edit.kind, theirs: cell.kind, base: edit.was };
    }
    if (cell.kind !== edit.kind) draft.personal = true;
    cell.kind = edit.kind;
    return null;
  },
  insert: (draft, edit) => {
    const { id, source, kind } = edit.cell;
    const present = draft.byId.get(id);
    if (present?.source === source && present.kind === kind) return null;
    if (present !== undefined) {
      return { cell: id, edit, reason: "changed", mine: source, theirs: present.source, base: "" };
    }
    const place = placeAfter(draft, edit.after);
    if (place === null) return { cell: id, edit, reason: "missing-anchor", mine: source, theirs: null, base: "" };
    const fresh: DraftCell = { id, origin: { fresh: edit.cell }, kind, source, metadata: new Map(), outputs: null };
    draft.cells.splice(place, 0, fresh);
    draft.byId.set(id, fresh);
    draft.personal = true;
    return null;
  },
  delete: (draft, edit) => {
    const cell = draft.byId.get(edit.cell);
    if (cell === undefined) return null;
    if (cell.source !== edit.was) {
      return { cell: edit.cell, edit, reason: "changed", mine: "", theirs: cell.source, base: edit.was };
    }
    draft.cells.splice(draft.cells.indexOf(cell), 1);
    draft.byId.delete(edit.cell);
    draft.personal = true;
    return null;
  },
  move: (draft, edit) => {
    const cell = draft.byId.get(edit.cell);
    if (cell === undefined) return gone(edit.cell, edit);
    if (edit.after === edit.cell) return null;
    if (placeAfter(draft, edit.after) === null) return { ...gone(edit.cell, edit), reason: "missing-anchor" };
    const from = draft.cells.indexOf(cell);
    draft.cells.splice(from, 1);
    const to = placeAfter(draft, edit.after) ?? 0;
    draft.cells.splice(to, 0, cell);
    if (to !== from) draft.personal = true;
    return null;
  },
  "cell-metadata": (draft, edit) => {
    const cell = draft.byId.get(edit.cell);
    if (cell === undefined) return gone(edit.cell, edit);
    const stored = "file" in cell.origin ? cell.origin.file.metadata : cell.origin.fresh.metadata;
    if (setMember(cell.metadata, stored, edit.key, edit.value)) draft.personal = true;
    return null;
  },
  metadata: (draft, edit) => {
    if (setMember(draft.metadata, draft.stored, edit.key, edit.value)) draft.personal = true;
    return null;
  },
  outputs: (draft, edit) => {
    const cell = draft.byId.get(edit.cell);
    if (cell === undefined) return gone(edit.cell, edit);
    if (cell.kind !== "code") return { ...gone(edit.cell, edit), reason: "changed", theirs: cell.source };
    cell.outputs = { outputs: edit.outputs, executionCount: edit.executionCount };
    return null;
  },
};

// A value that the file has already is no change: its bytes stay.
function setMember(
  changes: Map<string, Json | undefined>,
  stored: JsonObject,
  key: string,
  value: Json | undefined,
): boolean {
  const before = changes.has(key) ? changes.get(key) : own(stored, key);
  changes.delete(key);
  if (!isSame(own(stored, key), value)) changes.set(key, value);
  return !isSame(before, value);
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return one === other || canonical(one) === canonical(other);
}

function canonical(value: Json | undefined): string {
  return value === undefined ? "" : JSON.stringify(sortKeys(value));
}

function placeAfter(draft: Draft, after: CellId | null): number | null {
  if (after === null) return 0;
  const anchor = draft.byId.get(after);
  return anchor === undefined ? null : draft.cells.indexOf(anchor) + 1;
}

function gone(cell: CellId, edit: NotebookEdit): Conflict {
  return { cell, edit, reason: "deleted", mine: "", theirs: null, base: "" };
}
