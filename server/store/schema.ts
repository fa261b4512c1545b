import type { RunOutcome } from "@cellweave/engine/model/run";

/** The tables as Kysely sees them. JSON is kept as text, times are milliseconds since the epoch. */
export interface Tables {
  readonly runs: RunRow;
  readonly run_events: RunEventsRow;
  readonly opened: OpenedRow;
  readonly seals: SealRow;
}

export interface RunRow {
  readonly id: string;
  /** The served folder, so that a server adopts the runs of its own folder only. */
  readonly directory: string;
  readonly notebook: string;
  /** `RunRequest` as JSON. */
  readonly request: string;
  readonly started_at: number;
  readonly finished_at: number | null;
  readonly outcome: RunOutcome | null;
  readonly cells: number;
  /** Ids of failed cells as JSON. */
  readonly failed: string;
  /** The server that follows the run: process id and when that process started. */
  readonly owner: string;
}

/** Consecutive events of a run, from the number `first` up to, not including, `next`. */
export interface RunEventsRow {
  readonly run: string;
  readonly first: number;
  readonly next: number;
  /** `RunEvent[]` as JSON, and how many characters that are. */
  readonly events: string;
  readonly size: number;
}

export interface OpenedRow {
  readonly directory: string;
  readonly path: string;
  readonly opened_at: number;
}

/** What the last verification of a notebook came to: see `Seal`, whose parts are kept as JSON. */
export interface SealRow {
  readonly directory: string;
  readonly notebook: string;
  readonly verified_at: number;
  readonly python: string;
  readonly cells: string;
  readonly verdict: string;
}
