import { expect, it } from "vitest";
import { emptyRun } from "../model/apply-event.ts";
import type { FlowCell } from "../model/flow.ts";
import type { RunState, SkeletonCall } from "../model/run.ts";
import { emptyFlow } from "../phases/1-parse/parse-notebook.ts";
import { cellTitle, firstLine } from "./cell-title.ts";
import { duration } from "./duration.ts";
import { itemsInWords } from "./items-in-words.ts";
import { outputEdits } from "./output-edits.ts";
import { progressLine } from "./run-progress.ts";

function cellOf(index: number, source: string): FlowCell {
  const empty = { outputs: [], executionCount: null, metadata: {}, placement: {} };
  return { id: `c${index}`, index, kind: "code", source, ...empty };
}

const emptyCellRun = { reason: null, executionCount: null, outputs: [], startedAt: null, seconds: null };

const cells = new Map([cellOf(0, "x = 1"), cellOf(1, "\n  fit(x)\n")].map((cell) => [cell.id, cell]));

const lines: readonly (readonly [RunState["progress"], number, string])[] = [
  [{ done: 0, total: 2, running: [], secondsLeft: null }, 0, "0 of 2 cells · 0.0 s"],
  [{ done: 1, total: 2, running: ["c1"], secondsLeft: null }, 12, "1 of 2 cells · cell 2 (fit(x)) · 12 s"],
  [
    { done: 1, total: 9, running: ["c0", "c1", "c5"], secondsLeft: 70 },
    3.25,
    "1 of 9 cells · cell 1 (x = 1) and 2 more · 3.3 s · about 1 min 10 s left",
  ],
  [{ done: 0, total: 1, running: ["gone"], secondsLeft: null }, 1, "0 of 1 cells · a cell that is gone · 1.0 s"],
];
it.each(lines)("%j after %d s: %s", (progress, seconds, line) => {
  expect(progressLine({ ...emptyRun, progress }, cells, seconds)).toBe(line);
});

const call = { label: "map fit", total: 200, done: 0, reused: 0, workers: 2, startedAt: 0, updatedAt: 0, items: [] };
const calls: readonly (readonly [Partial<SkeletonCall>, string])[] = [
  [{}, "map fit 0 / 200"],
  [{ done: 37, updatedAt: 23_000 }, "map fit 37 / 200, 1.6 items/s, 1 min 41 s left"],
  [{ done: 120, reused: 100, updatedAt: 1000 }, "map fit 120 / 200, 100 from an earlier run, 20 items/s, 4.0 s left"],
  [{ done: 3, total: null, updatedAt: 60_000 }, "map fit 3, 0.05 items/s"],
  [{ done: 200, updatedAt: 100_000, label: "map \u001b[2J" }, "map  [2J 200 / 200, 2.0 items/s"],
];
it.each(calls)("a call %j is told as %s", (change, words) => {
  expect(itemsInWords({ ...call, ...change })).toBe(words);
});

it("the line names the items of the call that told something last", () => {
  const ran = { ...emptyCellRun, state: "running" as const };
  const state = {
    ...emptyRun,
    progress: { done: 0, total: 3, running: ["c0", "c1"], secondsLeft: null },
    cells: {
      c0: { ...ran, calls: [{ ...call, label: "map old", updatedAt: 5 }] },
      c1: {
        ...ran,
        calls: [
          { ...call, done: 200 },
          { ...call, label: "each row", done: 7, updatedAt: 1000 },
        ],
      },
      c2: { ...ran, calls: [{ ...call, label: "map ended", updatedAt: 2000 }] },
    },
  };
  expect(progressLine(state, cells, 1)).toBe(
    "0 of 3 cells · cell 1 (x = 1) and 1 more · each row 7 / 200, 7.0 items/s, 28 s left · 1.0 s",
  );
});

const durations: readonly (readonly [number, string])[] = [
  [0, "0.0 s"],
  [9.94, "9.9 s"],
  [9.96, "10 s"],
  [59.6, "1 min 0 s"],
  [70, "1 min 10 s"],
  [3599.7, "1 h 0 min"],
  [7500, "2 h 5 min"],
];
it.each(durations)("%d seconds are %s", (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

it("a cell's title is its first line, shortened, without what steers a terminal", () => {
  expect(cellTitle(cellOf(4, "\n\nx = '\u001b[31m\u202e'"))).toBe("cell 5 (x = ' [31m ')");
  expect(cellTitle(cellOf(4, ""))).toBe("cell 5");
  expect(firstLine("y".repeat(100))).toBe(`${"y".repeat(39)}…`);
});

it("cells that never started keep their outputs; skipped ones lose them", () => {
  const states = ["done", "failed", "skipped", "not-run", "queued", "cancelled", "lost"] as const;
  const flowCells = states.map((_, index) => cellOf(index, "x"));
  const run = { reason: null, executionCount: null, outputs: [], startedAt: null, seconds: null };
  const state = { ...emptyRun, cells: Object.fromEntries(states.map((word, n) => [`c${n}`, { ...run, state: word }])) };
  const flow = { ...emptyFlow, cells: flowCells };
  const written = outputEdits(flow, state).map((edit) => ("cell" in edit ? edit.cell : null));
  expect(written).toEqual(["c0", "c1", "c2", "c6"]);
});
