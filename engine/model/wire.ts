import type { Diagnostic } from "./diagnostic.ts";
import type { Conflict, NotebookEdit } from "./edit.ts";
import type { PythonFound } from "./environment.ts";
import type { CellId } from "./flow.ts";
import type { RunEvent, RunId, RunOutcome, RunScope, RunState } from "./run.ts";
import type { Seal, Verdict, Way } from "./verdict.ts";

/** sha256 of a notebook file's bytes. */
export type NotebookVersion = string;

export interface NotebookEntry {
  /** Relative to the served folder, with forward slashes. */
  readonly path: string;
  readonly modifiedAt: number;
  readonly size: number;
}
export interface NotebookFile extends NotebookEntry {
  readonly version: NotebookVersion;
  readonly text: string;
}
/** GET /api/recent, the last opened first. */
export interface RecentNotebook extends NotebookEntry {
  readonly openedAt: number;
}
/** GET /api/tree?path= */
export interface NotebookFolder {
  readonly path: string;
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  readonly notebooks: readonly NotebookEntry[];
  /** Pipelines of other programs, which can be imported. */
  readonly pipelines: readonly NotebookEntry[];
}
/** POST /api/notebooks; without `text` an empty notebook. Never overwrites: a taken name becomes "name (2).ipynb". */
export interface NewNotebook {
  readonly path: string;
  readonly text?: string;
}
/** POST /api/imports: a pipeline of the served folder, or one that was dropped, with the files that were dropped with it. */
export interface ImportRequest {
  readonly path: string;
  readonly text?: string;
  readonly files?: { readonly [name: string]: string };
}
/** The new notebook, which replaces none, and what of the pipeline it has not. */
export interface ImportReply {
  readonly notebook: NotebookFile;
  readonly diagnostics: readonly Diagnostic[];
}
/** GET /api/samples */
export interface Sample {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly cells: number;
}

/** PATCH /api/notebooks/* */
export interface SaveRequest {
  readonly version: NotebookVersion;
  readonly edits: readonly NotebookEdit[];
}
export type SaveReply =
  | {
      readonly saved: true;
      readonly version: NotebookVersion;
      /** The file as it now is, for a client whose base was older (`merged`) or whose cells got ids. */
      readonly text: string;
      readonly merged: boolean;
    }
  | {
      readonly saved: false;
      readonly version: NotebookVersion;
      readonly text: string;
      readonly conflicts: readonly Conflict[];
    };

export interface RunSummary {
  readonly id: RunId;
  readonly notebook: string;
  readonly scope: RunScope;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly outcome: RunOutcome | null;
  readonly cells: number;
  readonly failed: readonly CellId[];
}

/** GET /api/runs/:id. Events of the stream up to and including the one called `after` are in `state` already. */
export interface RunDetail {
  readonly summary: RunSummary;
  readonly state: RunState;
  readonly after: EventId;
}

/** GET /api/runs/:id/events?after=: a page of what was told, and where the next one begins. */
export interface RunEventPage {
  readonly events: readonly RunEvent[];
  readonly next: number;
  readonly finished: boolean;
}

/** POST /api/verifications */
export interface VerifyRequest {
  readonly notebook: string;
  readonly parallel?: number;
  /** Path of the Python to use; chosen for the notebook when left out. */
  readonly python?: string;
}

/** A verification that goes on, or how it ended: then `finishedAt` is set, and either `verdict` or `error`. */
export interface Verification {
  readonly id: string;
  readonly notebook: string;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  /** Which run is on; null before the first and after the last. */
  readonly way: Way | null;
  /** Cells of that run that have ended, and how many there are. */
  readonly done: number;
  readonly total: number;
  readonly verdict: Verdict | null;
  readonly error: ErrorReply | null;
}

/**
 * GET /api/verifications?notebook=: what goes on, and what the last one proved. Whether that still says something about
 * the notebook as it is now tells `sealHolds` of engine/compile.
 */
export interface NotebookVerification {
  readonly going: Verification | null;
  readonly seal: Seal | null;
}

/** GET /api/exports/formats */
export interface ExportFormatEntry {
  readonly name: string;
  readonly title: string;
  /** One sentence. */
  readonly description: string;
  /** JSON Schemas of what may be chosen, by name. */
  readonly settings: { readonly [name: string]: object };
}

/** POST /api/exports, /api/exports/zip and /api/exports/check: the file as it is on disk, with edits that are not saved yet. */
export interface ExportRequest {
  readonly notebook: string;
  readonly format: string;
  readonly options?: { readonly [name: string]: string | number | boolean };
  readonly edits?: readonly NotebookEdit[];
}

/** A file of an export; one that is too large to look at comes in the zip only. */
export type ExportedFile =
  | { readonly path: string; readonly size: number; readonly text: string }
  | { readonly path: string; readonly size: number; readonly base64: string }
  | { readonly path: string; readonly size: number; readonly tooLarge: true };

/** A place in an exported file that its own language does not allow; `line` counts from 1. */
export interface FileFault {
  readonly path: string;
  readonly line: number | null;
  readonly message: string;
}

export interface ExportReply {
  /** The folder in the zip. */
  readonly folder: string;
  readonly files: readonly ExportedFile[];
  /** What the format cannot say, with the cell it concerns; an error where the files could not all be had. */
  readonly diagnostics: readonly Diagnostic[];
  readonly faults: readonly FileFault[];
  /** The one command that runs it, from its folder. */
  readonly command: string;
  /** The program that POST /api/exports/check would start, and how to get it. */
  readonly tool: { readonly program: string; readonly install: string } | null;
}

/** What the format's own tool said of the files; `absent` when it is not installed. */
export type ToolVerdict =
  | { readonly verdict: "accepted" | "refused"; readonly output: string }
  | { readonly verdict: "absent" | "too-slow"; readonly program: string; readonly install: string };

/** `<server>.<number>`: numbers grow within one start of the server; another server's ids cannot be replayed. */
export type EventId = string;

/** What travels on the one event stream of a tab; its id orders all of them and is what a reconnect asks from. */
export type ServerEvent =
  | { readonly topic: "run"; readonly run: RunId; readonly notebook: string; readonly events: readonly RunEvent[] }
  /** With the notebook's seal as it is now: a verification that was seen through has replaced it. */
  | { readonly topic: "verification"; readonly verification: Verification; readonly seal: Seal | null }
  | { readonly topic: "notebook"; readonly path: string; readonly version: NotebookVersion | null }
  | { readonly topic: "hello"; readonly server: string; readonly pythons: readonly PythonFound[] }
  /** The replay buffer no longer holds what was missed: ask for the state again. */
  | { readonly topic: "gap" };

/** Body of every error reply. */
export interface ErrorReply {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}
