import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { applyEvent, emptyRun } from "../model/apply-event.ts";
import { startCells, textOf } from "./testing/run-cells.ts";

/** `x` is stored when the second cell begins, and read after the test has let it go on. */
const cells = [
  "import os, time\nx = list(range(1000))",
  "time.sleep(0.2)\ny = sum(x)",
  "print('waiting', flush=True)\nwhile not os.path.exists('go'): time.sleep(0.01)\nt = 1",
  "time.sleep(0.2)\nprint(len(x), t, y)",
];

test.each([
  ["deleted", (path: string) => rmSync(path)],
  ["damaged", (path: string) => writeFileSync(path, Buffer.alloc(5000, 1))],
])("a value that is %s during a run is made again", async (_, spoil) => {
  const run = await startCells(cells, 3);
  await run.saw((event) => event.event === "stream" && event.text.includes("waiting"));
  await run.saw((event) => event.event === "cell-state" && event.cell === "c1" && event.state === "done");
  for (const path of objectsOf(run.home)) spoil(path);
  writeFileSync(join(run.folder, "go"), "");
  expect(await run.finished).toBe("succeeded");
  const state = run.events.reduce(applyEvent, emptyRun);
  expect(textOf(state, "c3")).toBe("1000 1 499500\n");
  expect(state.messages.map(({ code }) => code)).toContain("CW5004");
});

function objectsOf(home: string): string[] {
  const store = join(home, "objects");
  const folders = readdirSync(store).filter((name) => /^[0-9a-f]{2}$/.test(name));
  return folders.flatMap((folder) => readdirSync(join(store, folder)).map((name) => join(store, folder, name)));
}
