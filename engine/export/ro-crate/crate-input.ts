import type { PythonFound } from "../../model/environment.ts";
import type { Flow } from "../../model/flow.ts";
import type { Job, JobEvent } from "../../model/job.ts";
import type { Output } from "../../model/notebook.ts";
import type { RunOutcome, RunRequest } from "../../model/run.ts";
import type { ExportInput } from "../exporter.ts";

/** A run that has ended, as it was written down. Times are milliseconds since the epoch. */
export interface FinishedRun {
  readonly id: string;
  readonly notebookPath: string;
  readonly flow: Flow;
  readonly request: RunRequest;
  readonly python: PythonFound;
  /** Steps that ran at once, at most. */
  readonly parallel: number;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly outcome: RunOutcome;
  /** In the order in which they were written down. */
  readonly jobs: readonly RunJob[];
}

export interface RunJob {
  readonly job: Job;
  readonly events: readonly JobEvent[];
  readonly cancelled: boolean;
}

/** A file of the notebook's folder as it is now. */
export interface FileNow {
  readonly bytes: number;
  readonly sha256: string;
  readonly changedAt: number;
}

/** What a crate is made of: the run, and the plan that it ran. */
export interface CrateInput extends ExportInput {
  readonly run: FinishedRun;
  /** By path; null is gone. */
  readonly files: ReadonlyMap<string, FileNow | null>;
  /** What each cell showed. */
  readonly outputs: ReadonlyMap<string, readonly Output[]>;
  /** Who ran it; null leaves it unsaid. */
  readonly person: string | null;
  /** Address of the licence; null is none. */
  readonly license: string | null;
  /** Of Cellweave. */
  readonly version: string;
}
