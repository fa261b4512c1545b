import type { Edge, Graph } from "@cellweave/engine/model/graph";
import type { RunEvent } from "@cellweave/engine/model/run";
import { expect, test } from "vitest";
import { foldEvents } from "./fold-events.ts";
import { isTold } from "./is-told.ts";
import { createRunFeed } from "./run-feed.ts";
import { cellRun, cellStatus, createRuns, failedCells, isRunning, noRuns } from "./runs.ts";
import { staleCells } from "./stale.ts";

const sources: { readonly [id: string]: string } = { a: "x = 1", b: "x + 1" };
const fold = (state: typeof noRuns, events: readonly RunEvent[]) => foldEvents(state, events, (id) => sources[id]);

const first: readonly RunEvent[] = [
  { at: 1, event: "run-started", run: "r1", notebook: "n", cells: ["a", "b"] },
  { at: 2, event: "cell-state", cell: "a", state: "running" },
  { at: 3, event: "stream", cell: "a", name: "stdout", text: "he" },
  { at: 3, event: "stream", cell: "a", name: "stdout", text: "llo" },
  { at: 4, event: "cell-state", cell: "a", state: "done", seconds: 0.002, executionCount: 1 },
];

test("a run is followed event by event, and remembers the code it ran", () => {
  const state = fold(noRuns, first);
  expect(cellRun(state, "a")).toMatchObject({ state: "done", outputs: [{ text: "hello" }], executionCount: 1 });
  expect(cellStatus(state, "b")).toBe("queued");
  expect(isRunning(state)).toBe(true);
  expect(state.ranWith).toEqual({ a: { source: "x = 1", at: 2, run: "r1" } });
});

test("a later run of some cells leaves what the others showed", () => {
  const failed = fold(noRuns, [...first, { at: 5, event: "cell-state", cell: "b", state: "failed", reason: "no" }]);
  const state = fold(failed, [
    { at: 9, event: "run-finished", outcome: "failed", seconds: 1 },
    { at: 10, event: "run-started", run: "r2", notebook: "n", cells: ["b"] },
    { at: 11, event: "cell-state", cell: "b", state: "done" },
  ]);
  expect(cellRun(state, "a").state).toBe("done");
  expect(cellRun(state, "b").state).toBe("done");
  expect(failedCells(failed)).toEqual(["b"]);
  expect(failedCells(state)).toEqual([]);
});

test("events wait for the next frame and are folded together", () => {
  const store = createRuns();
  const frames: (() => void)[] = [];
  let changes = 0;
  store.subscribe(() => {
    changes += 1;
  });
  const feed = createRunFeed(
    store,
    (id) => sources[id],
    (fold) => frames.push(fold),
  );
  for (const event of first) feed.take([event]);
  expect(store.getState().current).toBe(null);
  expect(frames).toHaveLength(1);
  frames[0]?.();
  expect(changes).toBe(1);
  expect(store.getState()).toEqual(fold(noRuns, first));
});

test.each([
  ["s1.4", "s1.5", true],
  ["s1.5", "s1.5", true],
  ["s1.10", "s1.9", false],
  ["s2.1", "s1.9", false],
  ["s1.1", null, false],
] as const)("%s is among what is told up to %s: %s", (id, after, told) => {
  expect(isTold(id, after)).toBe(told);
});

const edge = (from: string, to: string, certain = true): Edge => ({
  from,
  to,
  variables: ["x"],
  kind: "value",
  certain,
  why: "",
});
const graphOf = (edges: Edge[]): Graph => ({
  cells: ["a", "b", "c", "d"].map((id, index) => ({ id, index }) as Graph["cells"][number]),
  edges,
});

test("an edited cell is stale, and all that takes from it, with the reason", () => {
  const graph = graphOf([edge("a", "b"), edge("b", "c")]);
  const cells = { a: { source: "new" }, b: { source: "b" }, c: { source: "c" }, d: { source: "d" } };
  const ranWith = Object.fromEntries(["a", "b", "c"].map((id) => [id, { source: id, at: 5, run: "r1" }]));
  expect(staleCells(graph, cells, ranWith)).toEqual({
    a: "Edited since its last run.",
    b: "It uses what cell 1 makes, which is out of date.",
    c: "It uses what cell 2 makes, which is out of date.",
  });
});

test("a cell whose source ran after it is stale; a possible edge and a cell that never ran say nothing", () => {
  const cells = { a: { source: "a" }, b: { source: "b" }, c: { source: "c" } };
  const first = { at: 5, run: "r1" };
  const ranWith = { a: { source: "a", at: 9, run: "r2" }, b: { source: "b", ...first }, c: { source: "c", ...first } };
  expect(staleCells(graphOf([edge("a", "b"), edge("a", "c", false), edge("a", "d")]), cells, ranWith)).toEqual({
    b: "It uses what cell 1 makes, which has run since.",
  });
});

test("in one run it does not matter which cell started first", () => {
  const cells = { a: { source: "a" }, b: { source: "b" } };
  const ranWith = { a: { source: "a", at: 9, run: "r1" }, b: { source: "b", at: 5, run: "r1" } };
  expect(staleCells(graphOf([edge("a", "b")]), cells, ranWith)).toEqual({});
});
