import { readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Ran, runCells } from "./testing/run-cells.ts";

const slow = "import time; time.sleep(0.2)";
/** Long enough that a busy machine does not make the next plan another one. */
const cells = [`${slow}\nx = 2`, `${slow}\ny = x * 3\nprint(y)`, `${slow}\nz = 'apart'`];

const reasons = (ran: Ran) => ran.texts.map((_, index) => ran.state.cells[`c${index}`]?.reason);
const states = (ran: Ran) => ran.texts.map((_, index) => ran.state.cells[`c${index}`]?.state);
const again = (ran: Ran, sources: readonly string[], more = {}) =>
  runCells(sources, { home: ran.home, folder: ran.folder, ...more });

describe("each cell says why it ran or was taken from the store", () => {
  test("it never ran before, and then nothing changed", async () => {
    const first = await runCells(cells);
    expect(reasons(first)).toEqual(cells.map(() => "It never ran before."));
    const second = await again(first, cells);
    for (const reason of reasons(second))
      expect(reason).toMatch(/^Nothing it reads changed since \d{4}-\d\d-\d\d \d\d:\d\d\.$/);
  });

  test("its code changed, or that of a cell it reads from", async () => {
    const others = [`${slow}\ny = x * 3`, `${slow}\nw = x + 1`, `${slow}\nz = 'apart'`];
    const first = await runCells([`${slow}\nx = 2`, ...others]);
    const second = await again(first, [`${slow}\nx = 3`, ...others]);
    expect(reasons(second).slice(0, 3)).toEqual(["It changed.", "`x` changed.", "`x` changed."]);
    expect(states(second)[3]).toBe("cached");
  });

  test("a file that it reads changed", async () => {
    const reading = [`${slow}\ntext = open('in.txt').read()`];
    const first = await runCells(["1"]);
    writeFileSync(join(first.folder, "in.txt"), "a");
    await again(first, reading);
    writeFileSync(join(first.folder, "in.txt"), "other");
    const last = await again(first, reading);
    expect(reasons(last)).toEqual([`The file ${join(first.folder, "in.txt")} changed.`]);
  });

  test("it reads the clock", async () => {
    const clock = ["import time\nnow = time.time()"];
    const first = await runCells(clock);
    expect(reasons(await again(first, clock))).toEqual(["It reads the clock."]);
  });

  test("it was asked to, and then the new result is stored", async () => {
    const first = await runCells(cells);
    const forced = await again(first, cells, { force: true });
    expect(reasons(forced)).toEqual(cells.map(() => "It was asked to run again."));
    expect(states(forced)).toEqual(["done", "done", "done"]);
    expect(states(await again(first, cells))).toEqual(["cached", "cached", "cached"]);
  });

  test("stored results were not to be used", async () => {
    const first = await runCells(cells);
    expect(reasons(await again(first, cells, { noCache: true }))).toEqual(
      cells.map(() => "Stored results were not to be used."),
    );
  });
});

describe("values that went or were damaged between two runs", () => {
  test.each([
    ["deleted", (path: string) => rmSync(path)],
    ["cut short", (path: string) => truncateSync(path, 30)],
    ["overwritten", (path: string) => writeFileSync(path, "no object at all, but long enough for a head")],
  ])("%s: the cells that made them run again", async (_, spoil) => {
    const first = await runCells(cells);
    for (const path of objectsOf(first.home)) spoil(path);
    const second = await again(first, [...cells, "print(y + 1)"]);
    expect(second.state.outcome).toBe("succeeded");
    expect(second.texts).toEqual(["", "6\n", "", "7\n"]);
    // Nothing of the third was ever stored.
    expect(states(second)).toEqual(["done", "done", "cached", "done"]);
  });

  test("only the cells that made them, and they say so", async () => {
    const branches = [`${slow}\nx = list(range(9))`, `${slow}\ny = len(x)`, `${slow}\nz = sum(x)\nprint(z)`];
    const first = await runCells(branches);
    for (const path of objectsOf(first.home)) rmSync(path);
    const second = await again(first, branches);
    expect(reasons(second)[0]).toBe("What it left is no longer stored.");
    expect(states(second)).toEqual(["done", "cached", "cached"]);
    expect(second.texts[2]).toBe("36\n");
  });
});

function objectsOf(home: string): string[] {
  const store = join(home, "objects");
  const folders = readdirSync(store).filter((name) => /^[0-9a-f]{2}$/.test(name));
  return folders.flatMap((folder) => readdirSync(join(store, folder)).map((name) => join(store, folder, name)));
}
