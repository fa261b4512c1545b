import type { Diagnostic } from "@cellweave/engine/model/diagnostic";
import type { Conflict } from "@cellweave/engine/model/edit";
import type { Flow } from "@cellweave/engine/model/flow";
import type { NotebookVersion } from "@cellweave/engine/model/wire";
import { applyPatches, enablePatches, type Patch, produceWithPatches } from "immer";
import { createStore, type StoreApi } from "zustand/vanilla";
import { applyToContent } from "./apply-to-content.ts";
import type { Command, ContentDraft } from "./commands/command.ts";
import { contentOf, type DocumentContent, emptyContent } from "./content.ts";
import { toEdits } from "./to-edits.ts";

enablePatches();

/** A command that was applied, with the way back. */
export interface Done {
  readonly name: string;
  readonly label: string;
  readonly coalesce: string | null;
  readonly at: number;
  readonly patches: readonly Patch[];
  readonly inverse: readonly Patch[];
}

export interface DocumentState {
  /** null while no notebook is open. Relative to the served folder. */
  readonly path: string | null;
  /** The file as it was read or last written. */
  readonly baseText: string;
  readonly baseVersion: NotebookVersion;
  readonly base: DocumentContent;
  /** What the person sees. */
  readonly content: DocumentContent;
  /** What was odd about the file when it was read. */
  readonly oddities: readonly Diagnostic[];
  readonly like: Pick<Flow, "nbformatMinor" | "kernel">;
  readonly undo: readonly Done[];
  readonly redo: readonly Done[];
  /** The file changed outside in the same places: what it says there, and how it now is. null: no quarrel. */
  readonly quarrel: { readonly disk: Omit<NotebookOnDisk, "path">; readonly conflicts: readonly Conflict[] } | null;
}

export interface NotebookOnDisk {
  readonly path: string;
  readonly text: string;
  readonly version: NotebookVersion;
  readonly flow: Flow;
  readonly diagnostics: readonly Diagnostic[];
}

export type DocumentStore = StoreApi<DocumentState>;

/** Typing within this many milliseconds belongs together. */
const typingPause = 1000;
const undoDepth = 500;

export const emptyDocument: DocumentState = {
  path: null,
  baseText: "",
  baseVersion: "",
  base: emptyContent,
  content: emptyContent,
  oddities: [],
  like: { nbformatMinor: 5, kernel: { name: null, language: "python" } },
  undo: [],
  redo: [],
  quarrel: null,
};

export function createDocument(): DocumentStore {
  return createStore<DocumentState>(() => emptyDocument);
}

/** The one document of the tab. */
export const documentStore = createDocument();

export function openDocument(store: DocumentStore, disk: NotebookOnDisk): void {
  const base = contentOf(disk.flow);
  store.setState({ ...emptyDocument, path: disk.path, ...onDisk(disk), base, content: base });
}

function onDisk({ text, version, flow, diagnostics }: Omit<NotebookOnDisk, "path">) {
  const like = { nbformatMinor: flow.nbformatMinor, kernel: flow.kernel };
  return { baseText: text, baseVersion: version, oddities: diagnostics, like };
}

export function closeDocument(store: DocumentStore): void {
  store.setState(emptyDocument);
}

/** Applies a command and records its inverse. One that changes nothing leaves no trace. */
export function execute<Details>(
  store: DocumentStore,
  command: Command<Details>,
  details: Details,
  at = Date.now(),
): void {
  const { content, undo } = store.getState();
  const [next, patches, inverse] = produceWithPatches(content as ContentDraft, (draft: ContentDraft) => {
    command.apply(draft, details);
  });
  if (patches.length === 0) return;
  const done: Done = {
    name: command.name,
    label: command.label,
    coalesce: command.coalesce?.(details) ?? null,
    at,
    patches,
    inverse,
  };
  store.setState({ content: next, undo: withDone(undo, done), redo: [] });
}

function withDone(undo: readonly Done[], done: Done): readonly Done[] {
  const last = undo.at(-1);
  const together =
    last &&
    done.coalesce !== null &&
    last.name === done.name &&
    last.coalesce === done.coalesce &&
    done.at - last.at < typingPause;
  if (!together) return [...undo, done].slice(-undoDepth);
  const joined = {
    ...done,
    patches: [...last.patches, ...done.patches],
    inverse: [...done.inverse, ...last.inverse],
  };
  return [...undo.slice(0, -1), joined];
}

export function undo(store: DocumentStore): void {
  const { content, undo, redo } = store.getState();
  const done = undo.at(-1);
  if (!done) return;
  store.setState({
    content: applyPatches(content, [...done.inverse]),
    undo: undo.slice(0, -1),
    redo: [...redo, done],
  });
}

export function redo(store: DocumentStore): void {
  const { content, undo, redo } = store.getState();
  const done = redo.at(-1);
  if (!done) return;
  store.setState({
    content: applyPatches(content, [...done.patches]),
    // A command that was redone stands alone: typing after it starts a new one.
    undo: [...undo, { ...done, at: 0 }],
    redo: redo.slice(0, -1),
  });
}

/**
 * Takes over the file as it now is. What the person changed after `sent` stays changed;
 * undo survives when the file says just what was sent.
 */
export function rebase(store: DocumentStore, disk: Omit<NotebookOnDisk, "path">, sent: DocumentContent): void {
  const { content, undo, redo } = store.getState();
  const base = contentOf(disk.flow);
  const asSent = toEdits(sent, base).every((edit) => edit.edit === "outputs");
  const next = content === sent ? base : applyToContent(base, toEdits(sent, content));
  store.setState({
    ...onDisk(disk),
    base,
    content: next,
    quarrel: null,
    ...(asSent ? { undo, redo } : { undo: [], redo: [] }),
  });
}

let lastDirty: { base: DocumentContent; content: DocumentContent; dirty: boolean } | null = null;

/** Whether there is anything to write. */
export function isDirty({ base, content }: DocumentState): boolean {
  if (base === content) return false;
  if (lastDirty?.base !== base || lastDirty.content !== content) {
    lastDirty = { base, content, dirty: toEdits(base, content).length > 0 };
  }
  return lastDirty.dirty;
}
