import type { Artifact, Digest } from "./artifact.ts";
import type { CellId } from "./flow.ts";
import type { DisplayOutput, ErrorOutput, JsonObject, MimeBundle, ResultOutput } from "./notebook.ts";
import type { StepId } from "./plan.ts";
import type { CompiledSource } from "./skeleton.ts";
import type { TransferProgress } from "./target.ts";

/** `lost` is a job the platform no longer knows: never guessed succeeded. */
export type JobState = "waiting" | "submitted" | "running" | "succeeded" | "failed" | "cancelled" | "lost";

/** A group a cell may ask for: its members in one object, and for each member the cell whose version this is. */
export interface JobInput {
  readonly digest: Digest;
  readonly origins: { readonly [name: string]: CellId };
}

export interface JobCell {
  readonly id: CellId;
  readonly source: string;
  /** What runs instead of `source`; absent when it runs as it stands. */
  readonly compiled?: CompiledSource;
  readonly executionCount: number;
  /** Cells of this job without which it must not run: skipped when one of them failed or was skipped. */
  readonly needs: readonly CellId[];
  /** Wait for `go-<cell id>` in the job's directory before starting (see `JobGo`). */
  readonly gate: boolean;
  /** Groups that become available, or are replaced by another version, right before this cell. */
  readonly inputs: readonly JobInput[];
  /** Names to load before the cell because a lazy load could not be seen (`del x`, class bodies, `globals()`); "*" is all. */
  readonly preload: readonly string[];
}

/** `job.json`: the one file a runner reads. Paths are absolute on the target. */
export interface Job {
  readonly version: 1;
  readonly key: string;
  readonly run: string;
  readonly step: StepId;
  /** Working directory: the notebook's own folder. */
  readonly directory: string;
  /** The content-addressed store that inputs are read from and outputs written to. */
  readonly objects: string;
  /** Definitions that travel as source, in notebook order, run silently before the first cell. */
  readonly prelude: readonly { readonly cell: CellId; readonly source: string }[];
  readonly cells: readonly JobCell[];
  /** Names to store at the end; "*" is every name the cells bound or changed. */
  readonly wanted: readonly string[];
  /** Skip every cell after a failed one, as Jupyter does; otherwise only those that need it. */
  readonly stopOnError: boolean;
  /** Block irrevocable acts (network, subprocess, changing files) until `go-<cell id>` exists. */
  readonly guard: boolean;
  /**
   * After cells that did what cannot be taken back the process stays while it has the only copy of what they left, and
   * runs what `more-1`, `more-2`, … tell it (see `JobMore`).
   */
  readonly lingers?: boolean;
  /** Processes that a skeleton of a cell may use at once; absent or 1 is none but the job's own. */
  readonly workers?: number;
  /** Folder in which results of single items of a skeleton are kept from run to run; absent keeps none. */
  readonly items?: string;
  /** Where other jobs have a part of the first cell's skeleton: which part is this one's. */
  readonly handed?: HandedPart;
}

/** One part of a skeleton that several jobs share by files: all run the same cell on the same values up to its first call. */
export type HandedPart =
  /** Writes the items into folders, one for each list of a product, in so many pieces at most, and ends there. */
  | { readonly role: "give"; readonly folders: readonly string[]; readonly pieces: number }
  /** Runs the items of these pieces, writes what became of them, and ends there. */
  | { readonly role: "run"; readonly pieces: readonly string[]; readonly result: string }
  /** Takes what became of all items and goes on with the cell. */
  | { readonly role: "take"; readonly results: readonly string[] };

/** `go-<cell id>`, for the cells of `more-<n>` `go-<cell id>-<n>`: permission to start a gated cell or to do its irrevocable acts, with inputs as they are now. */
export interface JobGo {
  readonly inputs: readonly JobInput[];
  /**
   * The cell must not start: store what is wanted and finish, leaving this and the later cells unrun. Only told to a
   * cell that waits at its start. After any other go, every later cell of the job waits at its start too, so that
   * nothing irrevocable is ever done on inputs that turn out to be old.
   */
  readonly stop: boolean;
  /** With `stop`: what to store instead of the job's `wanted`. */
  readonly wanted?: readonly string[];
}

/** `more-<n>`: what a job that lingers runs next in its process, and what it stores then. Without cells it ends. */
export interface JobMore {
  /** Definitions that it has not got yet. */
  readonly prelude: readonly { readonly cell: CellId; readonly source: string }[];
  readonly cells: readonly JobCell[];
  readonly wanted: readonly string[];
}

/** What a cell was seen to do; the run checks it against the committed state, in notebook order. */
export interface CellRecord {
  /** Names from before the cell that it touched → the cell whose version it saw (null: from the prelude). */
  readonly reads: { readonly [name: string]: CellId | null };
  /** Names it asked for that nobody had. */
  readonly absent: readonly string[];
  readonly writes: readonly string[];
  readonly deletes: readonly string[];
  /** Names from before the cell whose objects are not what they were. */
  readonly mutates: readonly string[];
  /** `rng.py`, `rng.np`, `rng.torch`, `cwd`, `env`, `warnings`, `sys.path`, `pandas.options`, `mpl.rc` that it changed. */
  readonly ambient: readonly string[];
  /** `fs:read:PATH`, `fs:write:PATH`, `net`, `subprocess`, … as the audit hook saw them. */
  readonly effects: readonly string[];
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

/** Items of one skeleton call. Indices count from 0, times are seconds. */
export interface ItemProgress {
  /** Which skeleton call of the cell, counted from 0 in the order in which they began. */
  readonly call: number;
  /** `map`, `each`, … and the name of its function, as a person would say it. */
  readonly label: string;
  /** null while it is not known how many there are. */
  readonly total: number | null;
  readonly done: number;
  /** Taken over from an earlier run of the same item. */
  readonly reused: number;
  /** Items finished since the last event. */
  readonly finished: readonly ItemRun[];
  readonly workers: number;
}

export interface ItemRun {
  readonly index: number;
  /** What a person calls it, where it has a name: a branch of a fork. */
  readonly name?: string;
  readonly seconds: number;
  /** What went wrong, in one line. */
  readonly error?: string;
  /** The beginning of what it printed; absent when it printed nothing. */
  readonly output?: string;
}

/** One line of `events.jsonl`. `at` is milliseconds since the epoch on the target's clock. */
export type JobEvent = { readonly at: number } & (
  | { readonly event: "started"; readonly pid: number; readonly python: string; readonly ipython: string | null }
  /** Told by the driver: objects travel, an environment is made, or the platform lets the job wait. */
  | { readonly event: "preparing"; readonly progress: TransferProgress }
  | { readonly event: "cell-started"; readonly cell: CellId }
  | { readonly event: "stream"; readonly cell: CellId; readonly name: "stdout" | "stderr"; readonly text: string }
  | { readonly event: "display"; readonly cell: CellId; readonly output: DisplayOutput; readonly displayId?: string }
  | {
      readonly event: "update-display";
      readonly cell: CellId;
      readonly displayId: string;
      readonly data: MimeBundle;
      readonly metadata: JsonObject;
    }
  | { readonly event: "clear"; readonly cell: CellId; readonly wait: boolean }
  | { readonly event: "result"; readonly cell: CellId; readonly output: ResultOutput }
  | { readonly event: "error"; readonly cell: CellId; readonly output: ErrorOutput }
  /** The cell waits at its gate, or before an irrevocable act; `record` is what it did so far. */
  | { readonly event: "gate"; readonly cell: CellId; readonly act: string; readonly record: CellRecord }
  /** The cell is about to do what cannot be taken back, in a job that does not wait with it (`guard` is false). */
  | { readonly event: "acted"; readonly cell: CellId; readonly act: string }
  /** How far a skeleton of the cell is; at most a few times a second, and once at its end. */
  | { readonly event: "items"; readonly cell: CellId; readonly progress: ItemProgress }
  | {
      readonly event: "cell-finished";
      readonly cell: CellId;
      readonly state: "succeeded" | "failed" | "interrupted" | "skipped";
      readonly record: CellRecord;
    }
  | { readonly event: "output"; readonly artifact: Artifact; readonly origins: { readonly [name: string]: CellId } }
  /** A wanted value that cannot travel. */
  | { readonly event: "stuck"; readonly names: readonly string[]; readonly reason: string }
  /** All cells have run and these names are nowhere else: the process waits for `more-<n>`. */
  | { readonly event: "lingers"; readonly names: readonly string[] }
  /** An input was damaged or gone, so the job ends here; what made it must run again. */
  | { readonly event: "lost"; readonly digest: Digest; readonly names: readonly string[] }
  | { readonly event: "finished"; readonly state: "succeeded" | "failed" | "cancelled" }
  /** Told by the driver, last: the process is gone. null when nobody knows how it ended. */
  | { readonly event: "exited"; readonly exit: JobExit | null }
);

/** `exit.json`, written by the runner's supervisor when the process is gone. */
export interface JobExit {
  readonly code: number | null;
  /** "SIGSEGV", "SIGKILL", …; null when the process ended by itself. */
  readonly signal: string | null;
  readonly oom: boolean;
}
