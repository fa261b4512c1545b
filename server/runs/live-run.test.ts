import type { RunEvent, RunState } from "@cellweave/engine/model/run";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LiveRun } from "./live-run.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const started: RunEvent = { at: 0, event: "run-started", run: "r", notebook: "/abs/a.ipynb", cells: ["c"] };
const line = (text: string): RunEvent => ({ at: 0, event: "stream", cell: "c", name: "stdout", text });

function live(writeOutputs = async (_written: RunState, _now: RunState) => {}) {
  const told: (readonly RunEvent[])[] = [];
  const journal: { readonly first: number; readonly events: readonly RunEvent[] }[] = [];
  const troubles: unknown[] = [];
  const run = new LiveRun({
    notebook: "a.ipynb",
    limits: { batch: 16, journal: 500, save: 2000 },
    tell: (events) => told.push(events),
    journal: async (first, events) => void journal.push({ first, events }),
    writeOutputs,
    onTrouble: (error) => troubles.push(error),
  });
  return { run, told, journal, troubles };
}

test("what happens within 16 ms is told at once, streams joined, under the name that tabs know", async () => {
  const { run, told } = live();
  for (const event of [started, line("a"), line("b")]) run.add(event);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(16);
  expect(told).toEqual([[{ ...started, notebook: "a.ipynb" }, line("ab")]]);
  expect(run.state.cells.c?.outputs).toEqual([{ output_type: "stream", name: "stdout", text: "ab" }]);
});

test("a great deal of text does not wait", () => {
  const { run, told } = live();
  run.add(line("x".repeat(300_000)));
  expect(told).toHaveLength(1);
});

test("the journal numbers what was told", async () => {
  const { run, journal } = live();
  for (const event of [started, line("a")]) run.add(event);
  await run.settleJournal();
  run.add(line("b"));
  await run.settleJournal();
  expect(journal.map(({ first, events }) => [first, events.length])).toEqual([
    [0, 2],
    [2, 1],
  ]);
});

test("outputs are written at most every two seconds, and at the end", async () => {
  const writeOutputs = vi.fn(async (_written: RunState, _now: RunState) => {});
  const { run } = live(writeOutputs);
  for (let tenth = 0; tenth < 49; tenth++) {
    run.add(line("a"));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(writeOutputs).toHaveBeenCalledTimes(2);
  await run.settle();
  expect(writeOutputs).toHaveBeenCalledTimes(3);
  expect(writeOutputs.mock.calls[2]?.[1]).toBe(run.state);
  await run.settle();
  expect(writeOutputs).toHaveBeenCalledTimes(3);
});

test("outputs that could not be written are written the next time", async () => {
  const written: RunState[] = [];
  let fail = true;
  const { run, troubles } = live(async (before) => {
    if (fail) throw new Error("disk full");
    written.push(before);
  });
  run.add(line("a"));
  await run.settle();
  expect(troubles).toEqual([new Error("disk full")]);
  fail = false;
  run.add(line("b"));
  await run.settle();
  expect(written.map((before) => before.cells)).toEqual([{}]);
});
