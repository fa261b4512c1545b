import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEvent, applyEvents, emptyRun } from "./apply-event.ts";
import type { Output } from "./notebook.ts";
import type { RunEvent, RunState } from "./run.ts";

const at = 1000;
const started: RunEvent = { at, event: "run-started", run: "r1", notebook: "a.ipynb", cells: ["a", "b"] };
const out = (text: string, cell = "a"): RunEvent => ({ at, event: "stream", cell, name: "stdout", text });
const err = (text: string, cell = "a"): RunEvent => ({ at, event: "stream", cell, name: "stderr", text });
const clear = (wait: boolean): RunEvent => ({ at, event: "clear", cell: "a", wait });
const shown = (text: string): Output => ({ output_type: "display_data", data: { "text/plain": text }, metadata: {} });
const display = (text: string, displayId?: string, cell = "a"): RunEvent => ({
  at,
  event: "output",
  cell,
  output: shown(text),
  displayId,
});
const update = (displayId: string, text: string): RunEvent => ({
  at,
  event: "update-display",
  displayId,
  data: { "text/plain": text },
  metadata: {},
});

function play(events: readonly RunEvent[]): RunState {
  return events.reduce(applyEvent, emptyRun);
}

function outputsOf(events: readonly RunEvent[], cell = "a"): readonly Output[] {
  return play([started, ...events]).cells[cell]?.outputs ?? [];
}

const stdout = (text: string): Output => ({ output_type: "stream", name: "stdout", text });
const stderr = (text: string): Output => ({ output_type: "stream", name: "stderr", text });

describe("outputs of a cell", () => {
  const cases: readonly (readonly [title: string, events: readonly RunEvent[], outputs: readonly Output[]])[] = [
    ["streams of one name that follow each other are one output", [out("a\n"), out("b")], [stdout("a\nb")]],
    ["another name begins another output", [out("a"), err("b"), out("c")], [stdout("a"), stderr("b"), stdout("c")]],
    [
      "a display between two streams parts them",
      [out("a"), display("x"), out("b")],
      [stdout("a"), shown("x"), stdout("b")],
    ],
    [
      "a progress bar shows its last line",
      [err("\r 10%|#"), err("\r 50%|###"), err("\r100%|####\n")],
      [stderr("100%|####\n")],
    ],
    ["a shorter line leaves the rest of the longer one", [out("abcdef\rxy")], [stdout("xycdef")]],
    ["overwriting goes on in the next event", [out("abcdef\rxy"), out("z")], [stdout("xyzdef")]],
    ["a return at the end waits for the next text", [out("10%\r"), out("20%")], [stdout("20%")]],
    ["a return before a newline changes nothing", [out("a\r\nb")], [stdout("a\nb")]],
    ["a newline in the middle of a line keeps the line", [out("abc\rx\ny")], [stdout("xbc\ny")]],
    ["a backspace goes back one column", [out("1|\b2")], [stdout("12")]],
    [
      "a coloured line is overwritten whole",
      [out("\u001b[32m 10%\u001b[0m\r\u001b[32m9%\u001b[0m")],
      [stdout("\u001b[32m9%\u001b[0m")],
    ],
    ["no half character stays behind", [out("😀\rx")], [stdout("x")]],
    ["clear takes the outputs away at once", [out("a"), clear(false)], []],
    ["clear with wait keeps them until the next output", [out("a"), clear(true)], [stdout("a")]],
    ["clear with wait makes room for a stream", [out("a"), clear(true), out("b"), out("c")], [stdout("bc")]],
    ["clear with wait makes room for a display", [display("a"), clear(true), display("b")], [shown("b")]],
    [
      "an update of a display does not end the waiting",
      [display("a", "d"), clear(true), update("d", "b")],
      [shown("b")],
    ],
    [
      "an update changes its display only",
      [display("a", "d"), display("b"), update("d", "c")],
      [shown("c"), shown("b")],
    ],
    ["showing a display again updates the first", [display("a", "d"), display("b", "d")], [shown("b"), shown("b")]],
    ["an update of a display nobody shows is nothing", [update("d", "c")], []],
    [
      "a cleared display is not updated",
      [display("a", "d"), clear(false), display("b"), update("d", "c")],
      [shown("b")],
    ],
    ["a reset makes what was shown void", [out("a"), { at, event: "cell-reset", cell: "a" }, out("b")], [stdout("b")]],
  ];
  test.each(cases)("%s", (_title, events, outputs) => {
    expect(outputsOf(events)).toEqual(outputs);
  });

  test("an update reaches a display in another cell", () => {
    expect(outputsOf([display("x", "d", "b"), update("d", "y")], "b")).toEqual([shown("y")]);
  });

  test("a result keeps its execution count when its display is updated", () => {
    const output: Output = {
      output_type: "execute_result",
      execution_count: 3,
      data: { "text/plain": "1" },
      metadata: {},
    };
    expect(outputsOf([{ at, event: "output", cell: "a", output, displayId: "d" }, update("d", "2")])).toEqual([
      { ...output, data: { "text/plain": "2" } },
    ]);
  });
});

describe("the run", () => {
  test("starting again forgets the run before", () => {
    const state = play([started, out("a"), { ...started, run: "r2", cells: ["b"] }]);
    expect(state.run).toBe("r2");
    expect(Object.keys(state.cells)).toEqual(["b"]);
    expect(state.cells.b?.state).toBe("queued");
  });

  test("a cell's states tell when it began, its count and how long it took", () => {
    const state = play([
      started,
      { at: 2000, event: "cell-state", cell: "a", state: "running", executionCount: 4 },
      { at: 3000, event: "cell-state", cell: "a", state: "failed", reason: "ValueError", seconds: 1 },
      { at, event: "progress", done: 1, total: 2, running: ["b"], secondsLeft: 2 },
      { at, event: "message", code: "CW5001", text: "late", cell: null },
      { at: 4000, event: "run-finished", outcome: "failed", seconds: 3 },
    ]);
    expect(state).toEqual({
      run: "r1",
      notebook: "a.ipynb",
      startedAt: at,
      outcome: "failed",
      seconds: 3,
      cells: {
        a: { state: "failed", reason: "ValueError", executionCount: 4, outputs: [], startedAt: 2000, seconds: 1 },
        b: { state: "not-run", reason: null, executionCount: null, outputs: [], startedAt: null, seconds: null },
      },
      progress: { done: 1, total: 2, running: [], secondsLeft: null },
      messages: [{ code: "CW5001", text: "late", cell: null }],
    });
  });

  test("what a lost run was running is lost, not done", () => {
    const running: RunEvent = { at, event: "cell-state", cell: "a", state: "running" };
    const state = play([started, running, { at, event: "run-finished", outcome: "lost", seconds: 1 }]);
    expect([state.cells.a?.state, state.cells.b?.state]).toEqual(["lost", "not-run"]);
  });

  test("an event leaves the other cells the same objects and the former state as it was", () => {
    const before = play([started, out("x", "b")]);
    const copy = structuredClone(before);
    const after = applyEvent(before, out("y"));
    expect(after.cells.b).toBe(before.cells.b);
    expect(before).toEqual(copy);
  });

  test("a state goes through JSON and on from there", () => {
    const events = [started, out("abc\rx"), display("a", "d"), clear(true)];
    const through = JSON.parse(JSON.stringify(play(events))) as RunState;
    const rest = [update("d", "b"), out("c")];
    expect(rest.reduce(applyEvent, through)).toEqual(play([...events, ...rest]));
  });

  test("a cell called __proto__ is only a cell", () => {
    const state = play([{ ...started, cells: ["__proto__"] }, out("x", "__proto__")]);
    expect(Object.keys(state.cells)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(state.cells)).toBe(Object.prototype);
  });

  test("many at once are the same as one after the other", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r", "\b"), maxLength: 4 });
    const cell = fc.constantFrom("a", "b");
    const event = fc.oneof(
      fc.record({ cell, text }).map((of) => out(of.text, of.cell)),
      fc.record({ cell, text }).map((of) => err(of.text, of.cell)),
      fc.record({ cell, text, id: fc.constantFrom("d", "e", undefined) }).map((of) => display(of.text, of.id, of.cell)),
      fc.record({ id: fc.constantFrom("d", "e"), text }).map((of) => update(of.id, of.text)),
      fc.boolean().map(clear),
      cell.map((of): RunEvent => ({ at, event: "cell-reset", cell: of })),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        expect(applyEvents(emptyRun, [started, ...events])).toEqual(play([started, ...events]));
      }),
    );
  });

  test("fifty thousand lines are one output with every line", () => {
    const lines = Array.from({ length: 50_000 }, (_, line) => out(`line ${line}\n`));
    const [output] = outputsOf(lines);
    expect(output).toEqual(stdout(Array.from({ length: 50_000 }, (_, line) => `line ${line}\n`).join("")));
  });
});
