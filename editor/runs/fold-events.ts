import { applyEvents, emptyRun } from "@cellweave/engine/model/apply-event";
import type { RunEvent, RunId } from "@cellweave/engine/model/run";
import type { RanWith, RunsState } from "./runs.ts";

/** The state after the events. `sourceOf` says what a cell's code is as it starts. */
export function foldEvents(
  state: RunsState,
  events: readonly RunEvent[],
  sourceOf: (cell: string) => string | undefined,
): RunsState {
  const started = events.findLastIndex((event) => event.event === "run-started");
  const before = started > 0 ? applyEvents(state.current ?? emptyRun, events.slice(0, started)) : state.current;
  const begins = started >= 0;
  return {
    ...state,
    current: applyEvents((begins ? null : before) ?? emptyRun, events.slice(Math.max(started, 0))),
    earlier: begins && before ? { ...state.earlier, ...settled(before.cells) } : state.earlier,
    ranWith: { ...state.ranWith, ...startedWith(events, state.current?.run ?? null, sourceOf) },
  };
}

function startedWith(
  events: readonly RunEvent[],
  going: RunId | null,
  sourceOf: (cell: string) => string | undefined,
): { [id: string]: RanWith } {
  const ranWith: { [id: string]: RanWith } = {};
  let run = going;
  for (const event of events) {
    if (event.event === "run-started") run = event.run;
    if (event.event !== "cell-state" || (event.state !== "running" && event.state !== "cached")) continue;
    const source = sourceOf(event.cell);
    if (source !== undefined) ranWith[event.cell] = { source, at: event.at, run };
  }
  return ranWith;
}

function settled(cells: NonNullable<RunsState["current"]>["cells"]): RunsState["earlier"] {
  return Object.fromEntries(Object.entries(cells).filter(([, run]) => run.state !== "not-run"));
}
