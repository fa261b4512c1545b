import { emptyRun } from "@cellweave/engine/model/apply-event";
import type { CellRun, RunState } from "@cellweave/engine/model/run";
import { expect, test } from "vitest";
import { axisMarks, timelineBars } from "./timeline-model.ts";

const cell = (state: CellRun["state"], startedAt: number | null, seconds: number | null): CellRun => ({
  state,
  startedAt,
  seconds,
  reason: null,
  executionCount: null,
  outputs: [],
});

test("bars count from the run's start, the earliest first; what has not started has none", () => {
  const run: RunState = {
    ...emptyRun,
    startedAt: 1000,
    cells: { b: cell("running", 3000, null), a: cell("done", 1500, 2), c: cell("queued", null, null) },
  };
  expect(timelineBars(run)).toEqual([
    { cell: "a", state: "done", from: 0.5, to: 2.5 },
    { cell: "b", state: "running", from: 2, to: null },
  ]);
});

test.each([
  [10, [0, 2, 4, 6, 8, 10]],
  [0.35, [0, 0.1, 0.2, 0.3]],
  [0, [0]],
  [600, [0, 100, 200, 300, 400, 500, 600]],
])("an axis of %d seconds has the marks %j", (length, marks) => {
  expect(axisMarks(length)).toEqual(marks);
});
