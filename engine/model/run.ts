import type { CellId } from "./flow.ts";
import type { ItemProgress, ItemRun } from "./job.ts";
import type { Json, JsonObject, MimeBundle, Output } from "./notebook.ts";
import type { TransferProgress } from "./target.ts";

export type RunId = string;

/** What the canvas shows on a cell, each with a colour, an icon and a word. */
export type CellRunState =
  | "not-run"
  | "queued"
  | "running"
  | "done"
  | "cached"
  | "failed"
  | "skipped"
  | "cancelled"
  | "lost";

export type RunOutcome = "succeeded" | "failed" | "cancelled" | "lost";

/** Which cells a run shall bring up to date. */
export type RunScope =
  | { readonly kind: "all" }
  | { readonly kind: "selected" | "to" | "from"; readonly cells: readonly CellId[] };

/** Everything that happens in a run, in the order in which it is told. `at` is milliseconds since the epoch. */
export type RunEvent = { readonly at: number } & (
  | { readonly event: "run-started"; readonly run: RunId; readonly notebook: string; readonly cells: readonly CellId[] }
  | {
      readonly event: "cell-state";
      readonly cell: CellId;
      readonly state: CellRunState;
      /** Why it was skipped, failed, ran, ran again or was taken from the store: one sentence for a person. */
      readonly reason?: string;
      readonly executionCount?: number;
      readonly seconds?: number;
      /** Of a cell that was taken apart: the state of each sub-cell. */
      readonly parts?: readonly CellRunState[];
    }
  /** What the cell showed so far is void: it starts again, or it runs again with the right inputs. */
  | { readonly event: "cell-reset"; readonly cell: CellId }
  | { readonly event: "stream"; readonly cell: CellId; readonly name: "stdout" | "stderr"; readonly text: string }
  | { readonly event: "output"; readonly cell: CellId; readonly output: Output; readonly displayId?: string }
  | {
      readonly event: "update-display";
      readonly displayId: string;
      readonly data: MimeBundle;
      readonly metadata: JsonObject;
    }
  | { readonly event: "clear"; readonly cell: CellId; readonly wait: boolean }
  /** What the cell waits for before it runs: an image, an upload, its turn on a cluster. */
  | { readonly event: "preparing"; readonly cell: CellId; readonly progress: TransferProgress }
  | { readonly event: "items"; readonly cell: CellId; readonly progress: ItemProgress }
  | {
      readonly event: "progress";
      readonly done: number;
      readonly total: number;
      readonly running: readonly CellId[];
      /** Estimated from earlier runs; null when nothing is known. */
      readonly secondsLeft: number | null;
    }
  | {
      readonly event: "edge-observed";
      readonly from: CellId;
      readonly to: CellId;
      readonly variables: readonly string[];
    }
  | { readonly event: "message"; readonly code: string; readonly text: string; readonly cell: CellId | null }
  | { readonly event: "run-finished"; readonly outcome: RunOutcome; readonly seconds: number }
);

export interface CellRun {
  readonly state: CellRunState;
  readonly reason: string | null;
  readonly executionCount: number | null;
  readonly outputs: readonly Output[];
  readonly startedAt: number | null;
  readonly seconds: number | null;
  /** Position among the outputs → its display id: what `update_display` finds it by. */
  readonly displays?: { readonly [output: number]: string };
  /** `clear_output(wait=True)` waits for the next output. */
  readonly clearsNext?: boolean;
  /** Where the last stream is overwritten next, as a column of its last line, where that is not its end. */
  readonly cursor?: number;
  /** Of a cell that was taken apart: the state of each sub-cell. */
  readonly parts?: readonly CellRunState[];
  /** What it waits for before it runs. */
  readonly preparing?: TransferProgress;
  /** Skeleton calls of the cell, in the order in which they began. */
  readonly calls?: readonly SkeletonCall[];
}

export interface SkeletonCall {
  readonly label: string;
  readonly total: number | null;
  readonly done: number;
  readonly reused: number;
  readonly workers: number;
  readonly startedAt: number;
  readonly updatedAt: number;
  /** In the order in which they ended; the first ten thousand. */
  readonly items: readonly ItemRun[];
}

export interface RunState {
  readonly run: RunId | null;
  readonly notebook: string | null;
  readonly startedAt: number | null;
  readonly outcome: RunOutcome | null;
  readonly seconds: number | null;
  readonly cells: { readonly [id: CellId]: CellRun };
  readonly progress: {
    readonly done: number;
    readonly total: number;
    readonly running: readonly CellId[];
    readonly secondsLeft: number | null;
  };
  readonly messages: readonly { readonly code: string; readonly text: string; readonly cell: CellId | null }[];
}

/** What a client asks for. */
export interface RunRequest {
  readonly notebook: string;
  readonly scope: RunScope;
  readonly parallel?: number;
  readonly parameters?: { readonly [name: string]: Json };
  readonly stopOnError?: boolean;
  readonly noCache?: boolean;
  /** Runs every cell, and stores the results in place of those that are stored. */
  readonly force?: boolean;
  /** Runs each cell as its author wrote it: nothing inside a cell runs apart. */
  readonly asWritten?: boolean;
  /** Path of the Python to use; chosen for the notebook when left out. */
  readonly python?: string;
}
