import type { EnvironmentInstance, ResolvedEnvironment } from "../model/environment.ts";
import type { Job, JobEvent, JobGo, JobMore, JobState } from "../model/job.ts";
import type { Secrets, Target, TargetFacts, TransferProgress } from "../model/target.ts";

/** What a driver gives its platform for a job: plain JSON, so that a dry run shows exactly what would be submitted. */
export interface Submission {
  readonly key: string;
  readonly directory: string;
  readonly files: { readonly [name: string]: string };
  readonly command: readonly string[];
  readonly env: { readonly [name: string]: string };
}

/** Enough to find a job again after a restart: JSON, journalled. */
export interface JobHandle {
  readonly key: string;
  readonly directory: string;
}

export interface JobStatus {
  readonly key: string;
  readonly state: JobState;
}

/** Bytes as they are now. */
export interface MemoryNow {
  readonly total: number;
  /** What can still be taken on the target. */
  readonly available: number;
  /** What each of the jobs asked about holds; 0 where it has ended or not begun. */
  readonly held: readonly number[];
}

export interface Connection {
  /** Reachable, versions, cores, memory. */
  probe(): Promise<TargetFacts>;
  /**
   * Makes what the environment asks for where it is not there yet, and gives what jobs will run in. A submission is
   * rendered with it as the target's setting `instance`.
   */
  prepare(
    environment: ResolvedEnvironment,
    onProgress: (progress: TransferProgress) => void,
  ): Promise<EnvironmentInstance>;
  /** Loads modules once that the jobs to come will import; only such as start no threads of their own. */
  preload(modules: readonly string[]): void;
  /** Idempotent under the submission's key: submitting a job that exists adopts it. */
  submit(submission: Submission, onProgress?: (progress: TransferProgress) => void): Promise<JobHandle>;
  /** Events from byte `offset` of the job's log until the process is gone; the last one is `exited`. */
  follow(handle: JobHandle, offset: number): AsyncIterable<JobEvent>;
  poll(handles: readonly JobHandle[]): Promise<JobStatus[]>;
  /** Interrupts the running cell, and kills the job's processes when it has not ended after the grace period. */
  cancel(handle: JobHandle, graceMilliseconds: number): Promise<void>;
  /** Memory of the target and of these jobs; null where the target itself sees to it that jobs fit. */
  memory(handles: readonly JobHandle[]): MemoryNow | null;
  /** Lets a waiting cell go on. Only targets that speculate have gates. */
  allow(handle: JobHandle, cell: string, go: JobGo): Promise<void>;
  /** Tells a job that lingers what to run next, for the `round`th time. */
  extend(handle: JobHandle, round: number, more: JobMore): Promise<void>;
  dispose(handle: JobHandle): Promise<void>;
  close(): Promise<void>;
}

export interface Driver {
  readonly kind: string;
  readonly label: string;
  /** Pure: the same job and settings give the same submission. */
  render(job: Job, target: Target): Submission;
  /** Settings of the form `{ "$secret": "NAME" }` are asked of `secrets`. */
  connect(target: Target, secrets?: Secrets): Promise<Connection>;
}
