import { emptyRun } from "@cellweave/engine/model/apply-event";
import type { Output } from "@cellweave/engine/model/notebook";
import type { CellRun, CellRunState, RunState } from "@cellweave/engine/model/run";
import { describe, expect, test } from "vitest";
import { outputEdits } from "./output-edits.ts";

const shown: readonly Output[] = [{ output_type: "stream", name: "stdout", text: "1\n" }];

function cell(state: CellRunState, outputs: readonly Output[] = [], executionCount: number | null = null): CellRun {
  return { state, reason: null, executionCount, outputs, startedAt: null, seconds: null };
}

function state(a: CellRun): RunState {
  return { ...emptyRun, cells: { a } };
}

const nothing: readonly Output[] = [];
const present = new Set(["a"]);
const cleared = [{ edit: "outputs", cell: "a", outputs: [], executionCount: null }];
const written = [{ edit: "outputs", cell: "a", outputs: shown, executionCount: 2 }];

describe("what a run writes into its notebook", () => {
  test.each([
    ["a cell that waits keeps what it showed", emptyRun, state(cell("queued")), []],
    ["a cell that was not reached keeps what it showed", emptyRun, state(cell("cancelled")), []],
    ["a cell that begins is cleared", state(cell("queued", nothing)), state(cell("running", nothing)), cleared],
    ["a cell that was skipped is cleared", state(cell("queued", nothing)), state(cell("skipped", nothing)), cleared],
    ["a cell that showed something is written", state(cell("running")), state(cell("done", shown, 2)), written],
    [
      "a cell that is as it was written is left alone",
      state(cell("running", shown, 2)),
      state(cell("done", shown, 2)),
      [],
    ],
    [
      "a cell that was cancelled half-way keeps what it showed by then",
      emptyRun,
      state(cell("cancelled", shown, 2)),
      written,
    ],
    ["a cell that got its count late is written", state(cell("done", shown)), state(cell("done", shown, 2)), written],
  ])("%s", (_title, before, now, edits) => {
    expect(outputEdits(before, now, present)).toEqual(edits);
  });

  test("a cell that is gone is left out", () => {
    expect(outputEdits(emptyRun, state(cell("done", shown, 2)), new Set(["b"]))).toEqual([]);
  });
});
