import type { CellId } from "@cellweave/engine/model/flow";
import type { CellRun, RunId, RunState } from "@cellweave/engine/model/run";
import type { EventId, NotebookVerification, RunSummary } from "@cellweave/engine/model/wire";
import { createStore, type StoreApi } from "zustand/vanilla";

/** What a cell last ran with: that it is stale is told by comparing this with what it says now. */
export interface RanWith {
  readonly source: string;
  /** Milliseconds since the epoch, when it started; 0 for outputs that were in the file. */
  readonly at: number;
  /** null for outputs that were in the file. */
  readonly run: RunId | null;
}

export interface RunsState {
  /** The run that is shown: what the latest events say. */
  readonly current: RunState | null;
  /** What each cell showed before the present run, for cells that it does not touch. */
  readonly earlier: { readonly [id: CellId]: CellRun };
  readonly ranWith: { readonly [id: CellId]: RanWith };
  /** Reason by cell: "Edited since its last run." Filled by `markStale`. */
  readonly stale: { readonly [id: CellId]: string };
  readonly history: readonly RunSummary[];
  /** A run's state is being fetched: events wait until it is there. */
  readonly loading: boolean;
  /** Events of the stream up to this one are in `current` already. */
  readonly after: EventId | null;
  /** False while the event stream is down. */
  readonly connected: boolean;
  /** Whether it is being proved that a run gives the same as "Restart and run all", and what the last proof said. */
  readonly verification: NotebookVerification;
}

export type RunsStore = StoreApi<RunsState>;

/** What canvas, outline and notebook view show on a cell. */
export type CellStatus = CellRun["state"] | "stale";

export const noRuns: RunsState = {
  current: null,
  earlier: {},
  ranWith: {},
  stale: {},
  history: [],
  loading: false,
  after: null,
  connected: false,
  verification: { going: null, seal: null },
};

export const notRun: CellRun = {
  state: "not-run",
  reason: null,
  executionCount: null,
  outputs: [],
  startedAt: null,
  seconds: null,
};

export function createRuns(): RunsStore {
  return createStore<RunsState>(() => noRuns);
}

/** The one run store of the tab. */
export const runsStore = createRuns();

/** The cell's latest run: of the present run if it was in it, else of an earlier one. The same object until it changes. */
export function cellRun(state: RunsState, id: CellId): CellRun {
  const now = state.current?.cells[id];
  if (now && now.state !== "not-run") return now;
  return state.earlier[id] ?? now ?? notRun;
}

/** "stale" wins over what finished well; what runs, waits or failed says so itself. */
export function cellStatus(state: RunsState, id: CellId): CellStatus {
  const { state: ran } = cellRun(state, id);
  const settled = ran === "done" || ran === "cached" || ran === "not-run";
  return settled && state.stale[id] !== undefined ? "stale" : ran;
}

export function isRunning(state: RunsState): boolean {
  return state.current !== null && state.current.run !== null && state.current.outcome === null;
}

/** Cells that failed in the run that is shown, in no particular order. */
export function failedCells(state: RunsState): CellId[] {
  const now = state.current?.cells ?? {};
  const found = Object.keys(now).filter((id) => hasFailed(cellRun(state, id)));
  for (const [id, run] of Object.entries(state.earlier)) if (!now[id] && hasFailed(run)) found.push(id);
  return found;
}

function hasFailed({ state }: CellRun): boolean {
  return state === "failed" || state === "lost";
}
