import type { JobHandle } from "../drivers/driver.ts";
import type { Place } from "../model/environment.ts";
import type { CellId } from "../model/flow.ts";
import type { CellFacts, Edge } from "../model/graph.ts";
import type { CellRecord, Job, JobMore } from "../model/job.ts";
import type { ErrorOutput } from "../model/notebook.ts";
import type { RunEvent, RunOutcome } from "../model/run.ts";
import type { CompiledSource } from "../model/skeleton.ts";
import type { EarlierJob } from "./earlier-jobs.ts";
import type { LastResult } from "./known-cells.ts";
import type { JobInMemory } from "./memory.ts";
import type { OpenPlace, Places } from "./places.ts";
import type { StepCache } from "./step-cache.ts";
import type { Version } from "./versions.ts";

export type CellOutcome = "succeeded" | "failed" | "skipped" | "interrupted";

/** A cell in this run. `outcome` is what its step reported; it counts once it is committed. */
export interface CellInRun {
  readonly id: CellId;
  /** Position among the cells of this run, in notebook order. */
  readonly order: number;
  readonly facts: CellFacts;
  readonly source: string;
  /** What runs instead of `source`; null when it runs as it stands. */
  readonly compiled: CompiledSource | null;
  /** The author's whole cell, of which a sub-cell is a part: what tracebacks show. */
  readonly shown: string | null;
  readonly codeHash: string;
  readonly executionCount: number;
  /** Cells of this run it depends on by any edge. */
  readonly needs: ReadonlySet<CellId>;
  step: StepInRun;
  outcome: CellOutcome | null;
  record: CellRecord | null;
  /** The cell for whose sake it was skipped. */
  skippedFor: CellInRun | null;
  /** Held back until the inputs are known to have been the right ones. */
  error: ErrorOutput | null;
  /** Why it was skipped, ran, ran again or was taken from the store. */
  reason: string | null;
  wroteStderr: boolean;
  /** When it last started and ended on the target's clock, in milliseconds since the epoch. */
  startedAt: number;
  endedAt: number;
  committed: boolean;
  /** Its end was told; a second commit of the same attempt says nothing new. */
  told: boolean;
  cached: boolean;
  /** What its author said about stored results. */
  readonly cache: "pin" | "never" | null;
  /** It stands for a result that it keeps, whatever changed since. */
  pinned: boolean;
  /** Where its result of this run is found again; null where it is not stored. */
  storedAs: LastResult | null;
  /** It is done, but its process died before what it left was stored, and it must not run twice. */
  lost: boolean;
  /** What it left behind, by name; made when it finishes. */
  versions: ReadonlyMap<string, Version>;
}

/** A job with the place that it was given to. */
export interface RunningJob {
  readonly handle: JobHandle;
  readonly at: OpenPlace;
}

export type StepState = "pending" | "starting" | "running" | "finished";

/** A step in this run, through all its attempts. */
export interface StepInRun {
  readonly id: string;
  cells: CellInRun[];
  prelude: readonly { readonly cell: CellId; readonly source: string }[];
  readonly needs: Set<StepInRun>;
  readonly wanted: Set<string>;
  /** Where it runs; joined with another it may become that one's. */
  place: Place;
  /** Names it must be given although the analysis does not see that it reads them. */
  readonly extraReads: Set<string>;
  state: StepState;
  attempt: number;
  running: RunningJob | null;
  job: Job | null;
  /** What each cell could load, by name. */
  given: Map<CellId, ReadonlyMap<string, Version>>;
  /** The cell that waits at its gate, with what it did so far. */
  gate: { readonly cell: CellInRun; readonly act: string; readonly record: CellRecord } | null;
  /** True once it may do irrevocable things: from then on it goes cell by cell, each on committed inputs. */
  serial: boolean;
  /** Its job did them unasked, or, taken over from an earlier server, had been allowed to. */
  mayHaveActed: boolean;
  /** Names that only its process has, which stays for them; null while it runs, and when it has ended. */
  lingers: ReadonlySet<string> | null;
  /** How often its process was told to run more. */
  round: number;
  /** What an earlier server told it then. */
  moreBefore: readonly JobMore[];
  /** Jobs of earlier servers for the same cells: their keys are not used again. */
  jobsBefore: number;
  /** Its job was lost once, and it runs a second time. */
  wasLost: boolean;
  /** What it took to store what it left, in the attempt that counts. */
  storing: { readonly bytes: number; readonly seconds: number };
  /** Its stored result was taken although what it left may not be there: that is quicker to make than to store. */
  unkept: boolean;
  /** Memory that it was found to need when there was not enough; null when it does not wait for any. */
  waitsForMemory: { readonly bytes: number; readonly at: OpenPlace } | null;
  /** People know that it may need more than there is. */
  toldScarce: boolean;
  /** It holds all that was open, in order, and started from committed values: nothing it saw can be old. */
  inOrder: boolean;
}

/** One execution of a plan: everything the loop knows. */
export interface Running {
  readonly id: string;
  readonly cells: readonly CellInRun[];
  readonly byId: ReadonlyMap<CellId, CellInRun>;
  readonly edges: readonly Edge[];
  steps: StepInRun[];
  /** All versions made by finished cells, by name, in notebook order. */
  readonly versions: Map<string, Version[]>;
  /** Jobs that run, and those that are about to. */
  readonly jobs: Set<JobInMemory>;
  /** What the committed cells left, by name. */
  committed: Map<string, Version>;
  /** Position of the first cell that is not committed. */
  next: number;
  readonly options: RunOptions;
  readonly world: RunWorld;
  cancelled: boolean;
  /** How long what runs may take to end when the run is cancelled. */
  grace: number;
  /** Jobs of this run from before the server was restarted that no step has taken over yet. */
  earlier: readonly EarlierJob[];
  stopped: boolean;
  /** Its outcome was told; whatever still arrives changes nothing. */
  over: boolean;
  /** Names that turned out to be read or changed by cells, learnt in this run: by code hash. */
  readonly learnt: Learnt;
  readonly resolve: (outcome: RunOutcome) => void;
}

export interface Learnt {
  readonly mutates: Map<string, Set<string>>;
  readonly writes: Map<string, Set<string>>;
  readonly reads: Map<string, Set<string>>;
  readonly stuck: Map<string, Set<string>>;
}

export interface RunOptions {
  readonly directory: string;
  readonly objects: string;
  /** Where results of single items are kept; null keeps and takes none. */
  readonly items: string | null;
  /** Processes that the skeletons of one job may use at once. */
  readonly workers: number;
  readonly notebook: string;
  readonly parallel: number;
  readonly stopOnError: boolean;
  /** Seconds that a cell took before, by code hash. */
  readonly secondsBefore: (codeHash: string) => number | undefined;
  /** Bytes that its process held at most, by code hash. */
  readonly peakBefore: (codeHash: string) => number | undefined;
  /** Bytes that the steps which run at once may hold together; null when only the machine sets a limit. */
  readonly memoryLimit: number | null;
  /** Cells that must run even where a stored result would do. */
  readonly force: ReadonlySet<CellId>;
}

export interface RunWorld {
  readonly places: Places;
  readonly clock: () => number;
  readonly emit: (event: RunEvent) => void;
  readonly cache: StepCache | null;
}
