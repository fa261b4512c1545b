import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { applyEvent, emptyRun } from "../model/apply-event.ts";
import type { RunEvent } from "../model/run.ts";
import { runCells, type Started, startCells, textOf } from "./testing/run-cells.ts";

/** Holds 300 MB until there is a file called "go". */
const heavy = (name: string, more = "") =>
  `import os, time\n${name} = bytearray(300_000_000)\nprint('${name} is there', flush=True)\nwhile not os.path.exists('go'): time.sleep(0.01)\n${more}print(len(${name}))\ndel ${name}`;

/** The second run of cells that were measured by a first, with a limit; the file is away again. */
async function secondRun(cells: readonly string[], memoryLimit: number): Promise<Started> {
  const { home, folder } = await runCells(["1"]);
  writeFileSync(join(folder, "go"), "");
  await runCells(cells, { home, folder });
  rmSync(join(folder, "go"));
  return startCells(cells, 3, { home, folder, force: true, memoryLimit });
}

const go = ({ folder }: Started) => writeFileSync(join(folder, "go"), "");
const shows = (text: string) => (event: RunEvent) => event.event === "stream" && event.text.includes(text);
const isRunning = (cell: string) => (event: RunEvent) =>
  event.event === "cell-state" && event.cell === cell && event.state === "running";
const waits = (cell: string) => (event: RunEvent) =>
  event.event === "cell-state" && event.cell === cell && /^Waits for memory: /.test(event.reason ?? "");
const messages = ({ events }: Started) =>
  events.flatMap((event) => (event.event === "message" ? [[event.code, event.cell]] : []));
const shown = ({ events }: Started, cell: string) => textOf(events.reduce(applyEvent, emptyRun), cell);

test("a step that does not fit beside the others waits until they have ended, and says so", async () => {
  const run = await secondRun([heavy("a"), heavy("b")], 500e6);
  const waiting = (event: RunEvent) => waits("c0")(event) || waits("c1")(event);
  await run.saw(waiting);
  await run.saw(shows("is there"));
  // Which of the two began depends on how long they were measured to take.
  expect(run.events.filter((event) => isRunning("c0")(event) || isRunning("c1")(event))).toHaveLength(1);
  go(run);
  expect(await run.finished).toBe("succeeded");
  expect([shown(run, "c0"), shown(run, "c1")]).toEqual(["a is there\n300000000\n", "b is there\n300000000\n"]);
  expect(messages(run)).toEqual([]);
  const reason = run.events.find(waiting);
  expect(reason).toMatchObject({
    reason: expect.stringMatching(/it needs about 3\d\d MB, and 1\d\d MB of the 500 MB/),
  });
});

test("steps that fit run at the same time", async () => {
  const run = await secondRun([heavy("a"), heavy("b")], 2e9);
  await run.saw(shows("a is there"));
  await run.saw(shows("b is there"));
  go(run);
  expect(await run.finished).toBe("succeeded");
  expect(run.events.some((event) => waits("c0")(event) || waits("c1")(event))).toBe(false);
});

test("a step that needs more than there is runs alone, and a message says so", async () => {
  const run = await secondRun([heavy("a"), heavy("b")], 200e6);
  await run.saw(shows("is there"));
  go(run);
  expect(await run.finished).toBe("succeeded");
  expect(messages(run).sort()).toEqual([
    ["CW5013", "c0"],
    ["CW5013", "c1"],
  ]);
});

test("a step does not wait for the memory of one that waits for it", async () => {
  // The second is measured as the longer way to the end, so it starts first, and waits with its file for the first.
  const cells = [
    heavy("a"),
    `${heavy("b", "time.sleep(0.3)\nwith open('b.txt', 'a') as file: file.write('b')\n")}`,
    "time.sleep(0.3)\nprint(open('b.txt').read())",
  ];
  const run = await secondRun(cells, 500e6);
  await run.saw(shows("is there"));
  go(run);
  expect(await run.finished).toBe("succeeded");
  expect(shown(run, "c2")).toBe("bb\n");
});

test("an input that is large counts although the code was never measured", async () => {
  const make = "import os, time\ntime.sleep(0.3)\nbig = bytes(120_000_000)\nsmall = 1";
  const branch = "time.sleep(0.3)\nprint(small)";
  const first = await runCells([make, branch, "time.sleep(0.3)\nprint(big[7])"]);
  const { home, folder } = first;
  const run = await startCells([make, branch, "time.sleep(0.2)\nprint(len(big))"], 3, {
    home,
    folder,
    memoryLimit: 100e6,
  });
  expect(await run.finished).toBe("succeeded");
  expect(shown(run, "c2")).toBe("120000000\n");
  expect(messages(run)).toEqual([["CW5013", "c2"]]);
});
