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
}
/** POST /api/notebooks; without `text` an empty notebook. Never overwrites: a taken name becomes "name (2).ipynb". */
export interface NewNotebook {
  readonly path: string;
  readonly text?: string;
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
