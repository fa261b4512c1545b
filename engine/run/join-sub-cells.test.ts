import { expect, test } from "vitest";
import { applyEvent, emptyRun } from "../model/apply-event.ts";
import type { Output } from "../model/notebook.ts";
import type { CellRunState, RunEvent } from "../model/run.ts";
import { joinSubCells } from "./join-sub-cells.ts";
import { flowOf } from "./testing/run-cells.ts";

const at = 1000;
const flow = flowOf(["whole", "", ""]);
const [whole, first, second] = flow.cells;
if (!whole || !first || !second) throw new Error("The flow lacks cells");
/** One cell in two parts, and one in one piece. */
const apart = { ...flow, cells: [{ ...first, id: "c1" }, { ...second, id: "c1~2" }, whole] };

const state = (cell: string, value: CellRunState): RunEvent => ({ at, event: "cell-state", cell, state: value });
const shown = (text: string): Output => ({ output_type: "display_data", data: { "text/plain": text }, metadata: {} });
const display = (cell: string, text: string, displayId = "d"): RunEvent => ({
  at,
  event: "output",
  cell,
  output: shown(text),
  displayId,
});
const update = (text: string, displayId = "d"): RunEvent => ({
  at,
  event: "update-display",
  displayId,
  data: { "text/plain": text },
  metadata: {},
});
const reset = (cell: string): RunEvent => ({ at, event: "cell-reset", cell });
const start: RunEvent[] = [
  { at, event: "run-started", run: "r", notebook: "n.ipynb", cells: ["c1", "c1~2", "c0"] },
  state("c1", "running"),
  state("c1~2", "running"),
];

/** What the cells show after the events: "c0: …; c1: …". */
function outputsAfter(events: readonly RunEvent[]) {
  let run = emptyRun;
  const tell = joinSubCells(apart, (event) => {
    run = applyEvent(run, event);
  });
  for (const event of [...start, ...events]) tell(event);
  return Object.fromEntries(Object.entries(run.cells).map(([id, { outputs }]) => [id, outputs.map(textOf)]));
}

function textOf(output: Output) {
  return "data" in output ? output.data["text/plain"] : output.output_type;
}

test("a display that is still held back is shown as it was updated last", () => {
  const events = [display("c1~2", "0 %"), update("50 %"), update("100 %"), display("c1", "first", "e")];
  expect(outputsAfter(events).c1).toEqual(["first"]);
  expect(outputsAfter([...events, state("c1", "done")]).c1).toEqual(["first", "100 %"]);
});

test("a display keeps its update where a later part runs again and the cell is shown once more", () => {
  const before = [display("c1", "0 %"), update("100 %"), state("c1", "done"), display("c1~2", "later", "e")];
  expect(outputsAfter([...before, reset("c1~2")]).c1).toEqual(["100 %"]);
  expect(outputsAfter([...before, reset("c1~2"), display("c1~2", "again", "e")]).c1).toEqual(["100 %", "again"]);
});

test("a display that another cell showed once more stays what it was made there", () => {
  const before = [display("c1", "old"), state("c1", "done"), display("c1~2", "x", "e"), display("c0", "new")];
  expect(outputsAfter([...before, reset("c1~2")])).toEqual({ c0: ["new"], c1: ["new"] });
});

test("an update is void with the display that it changed", () => {
  const events = [display("c1", "0 %"), update("100 %"), reset("c1"), display("c1", "0 %")];
  expect(outputsAfter(events).c1).toEqual(["0 %"]);
});
