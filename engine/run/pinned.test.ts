import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { clearStore } from "./objects/clear-store.ts";
import { trimStore } from "./objects/trim-store.ts";
import { type Ran, type RunSettings, runCells } from "./testing/run-cells.ts";

const slow = "import time; time.sleep(0.2)";
/** Two users of everything, so that each cell is a step of its own, pinned or not. */
const cells = [
  `${slow}\nx = [2]`,
  `${slow}\ny = x[0] * 3\nprint(y)`,
  `${slow}\nprint(y + 1)`,
  `${slow}\nprint(x)`,
  `${slow}\nprint(y, 'again')`,
];
const changed = (at: number, source: string) => cells.map((cell, index) => (index === at ? source : cell));

const reasons = (ran: Ran) => ran.texts.map((_, index) => ran.state.cells[`c${index}`]?.reason);
const states = (ran: Ran) => ran.texts.map((_, index) => ran.state.cells[`c${index}`]?.state);
const told = (ran: Ran) => ran.state.messages.map(({ code, cell }) => [code, cell]);
const again = ({ home, folder }: Ran, sources: readonly string[], more: RunSettings = {}) =>
  runCells(sources, { home, folder, ...more });
const pin: RunSettings = { cache: { c1: "pin" } };
const moment = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d";

/** Cells that ran, the second of them pinned. */
async function pinned(): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), "cellweave-pinned-"));
  // Of a notebook that is gone nothing is kept.
  writeFileSync(join(folder, "notebook.ipynb"), "");
  return runCells(cells, { folder, ...pin });
}

describe("a pinned cell", () => {
  test("that never ran runs, and keeps its result", async () => {
    const first = await pinned();
    expect(states(first)).toEqual(cells.map(() => "done"));
    expect(reasons(first)[1]).toBe("It is pinned, but runs because no result of it is stored.");
    const second = await again(first, cells, pin);
    expect(states(second)).toEqual(cells.map(() => "cached"));
    expect(reasons(second)[1]).toMatch(new RegExp(`^Pinned. Nothing it reads changed since ${moment}.$`));
    expect(told(second)).toEqual([]);
  });

  test.each([
    ["its code changed", changed(1, `${slow}\ny = 7\nprint(y)`)],
    ["`x` changed", changed(0, `${slow}\nx = [5]`)],
  ])("is taken although %s, and says so", async (what, sources) => {
    const first = await pinned();
    const second = await again(first, sources, pin);
    expect(states(second)[1]).toBe("cached");
    expect(second.texts.slice(1, 3)).toEqual(["6\n", "7\n"]);
    expect(reasons(second)[1]).toMatch(
      new RegExp(`^Pinned: its result is that of ${moment}, although ${what} since.$`),
    );
    expect(told(second)).toEqual([["CW5014", "c1"]]);
    const unpinned = await again(first, sources);
    expect([states(unpinned)[1], unpinned.texts[2]]).toEqual(["done", what.startsWith("its") ? "8\n" : "16\n"]);
    // What was run since is what a pin keeps now.
    const kept = await again(first, sources, pin);
    expect([reasons(kept)[1]?.startsWith("Pinned. "), told(kept)]).toEqual([true, []]);
  });

  test("that ran before it was pinned keeps that result, even where it is not used otherwise", async () => {
    const clock = changed(1, `${slow}\ny = time.time()\nprint(y)`);
    const first = await runCells(clock);
    const second = await again(first, clock, pin);
    expect(second.texts).toEqual(first.texts);
    expect(states(second)[1]).toBe("cached");
    expect(states(await again(first, clock))[1]).toBe("done");
  });

  test("runs with --force and when it is chosen itself, and keeps what comes of it", async () => {
    const first = await pinned();
    const sources = changed(1, `${slow}\ny = x[0] + 5\nprint(y)`);
    const from = await again(first, sources, { ...pin, scope: { kind: "from", cells: ["c0"] } });
    expect([states(from)[1], from.texts[2]]).toEqual(["cached", "7\n"]);
    const chosen = await again(first, sources, { ...pin, scope: { kind: "selected", cells: ["c1"] } });
    expect([reasons(chosen)[1], chosen.texts[1]]).toEqual(["It was asked to run again.", "7\n"]);
    expect((await again(first, sources, pin)).texts[2]).toBe("8\n");
    const others = changed(1, `${slow}\ny = x[0] + 7\nprint(y)`);
    expect((await again(first, others, { ...pin, force: true })).texts[2]).toBe("10\n");
    expect(reasons(await again(first, others, pin))[1]).toMatch(/^Pinned. Nothing/);
  });

  test("runs when what it left is gone, and when it shares what cannot leave a process", async () => {
    const first = await pinned();
    rmSync(join(first.home, "objects"), { recursive: true });
    expect(reasons(await again(first, cells, pin))[1]).toBe(
      "It is pinned, but runs because what it left is no longer stored.",
    );
    const stuck = ["g = (n for n in range(5))", `${slow}\nprint(next(g))`];
    const other = [stuck[0] ?? "", `${slow}\nprint(next(g), 'changed')`];
    const second = await again(await runCells(stuck, pin), other, pin);
    expect([second.texts[1], states(second)[1]]).toEqual(["0 changed\n", "done"]);
    expect(reasons(second)[1]).toBe("It is pinned, but runs because it runs together with cell 1.");
  });

  test("keeps its values when the store is trimmed or cleared, until pinned ones are cleared too", async () => {
    const first = await pinned();
    const objects = () =>
      readdirSync(join(first.home, "objects"), { recursive: true }).filter((name) => String(name).length > 60).length;
    const later = Date.now() + 1000;
    await trimStore(first.home, 0, later);
    await clearStore(first.home, 0, later);
    expect(objects()).toBeGreaterThan(0);
    const second = await again(first, changed(1, `${slow}\ny = x[0]`), pin);
    expect([states(second)[1], second.texts[2]]).toEqual(["cached", "7\n"]);
    await clearStore(first.home, 0, later + 60_000, true);
    expect(objects()).toBe(0);
  });
});

describe("a cell that is to run every time", () => {
  test("does, and its users are taken from the store while it gives the same", async () => {
    const never: RunSettings = { cache: { c1: "never" } };
    const first = await runCells(cells, never);
    const second = await again(first, cells, never);
    expect(states(second)).toEqual(["cached", "done", "cached", "cached", "cached"]);
    expect(reasons(second)[1]).toBe("It is told to run every time.");
    // A file it reads without a trace: the result is another, and so its user runs.
    const counting = changed(1, `${slow}\nimport os\ny = len(os.environ['CELLWEAVE_TEST_TEXT'])`);
    process.env.CELLWEAVE_TEST_TEXT = "aa";
    const third = await again(first, counting, never);
    process.env.CELLWEAVE_TEST_TEXT = "aaaa";
    const fourth = await again(first, counting, never);
    expect([third.texts[2], fourth.texts[2]]).toEqual(["3\n", "5\n"]);
    expect(reasons(fourth)[2]).toBe("`y` changed.");
  });

  test("makes those it cannot be parted from run too, and they say so", async () => {
    const stuck = ["g = (n for n in range(5))", `${slow}\nprint(next(g))`];
    const never: RunSettings = { cache: { c1: "never" } };
    const second = await again(await runCells(stuck, never), stuck, never);
    expect(reasons(second)).toEqual([
      "It runs together with cell 2, which is told to run every time.",
      "It is told to run every time.",
    ]);
  });
});
