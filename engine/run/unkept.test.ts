import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Ran, type RunSettings, runCells } from "./testing/run-cells.ts";

const slow = "import time; time.sleep(0.2)";
/** The array is there at once, and takes long to store. */
const cells = [
  "import numpy as np\nbig = np.zeros(200_000_000, dtype='u1')",
  `${slow}\nx = int(big[7]) + len(big)\nprint(x)`,
  `${slow}\nprint(big[8])`,
  // Too small to matter.
  `${slow}\nother = bytes(10_000_000)`,
  `${slow}\nprint(len(other))`,
  `${slow}\nprint(other[3])`,
];

const states = (ran: Ran) => ran.texts.map((_, index) => ran.state.cells[`c${index}`]?.state);
const again = ({ home, folder }: Ran, sources: readonly string[], more: RunSettings = {}) =>
  runCells(sources, { home, folder, ...more });

function storedBytes({ home }: Ran): number {
  const store = join(home, "objects");
  const names = readdirSync(store, { recursive: true }).map((name) => statSync(join(store, String(name))));
  return names.reduce((sum, facts) => sum + (facts.isFile() ? facts.size : 0), 0);
}

test("what takes longer to store than to make is not kept, and made again when a cell that runs needs it", async () => {
  const first = await runCells(cells);
  expect(first.texts).toEqual(["", "200000000\n", "0\n", "", "10000000\n", "0\n"]);
  expect(storedBytes(first)).toBeLessThan(100e6);
  expect(storedBytes(first)).toBeGreaterThan(10e6);

  const second = await again(first, cells);
  expect(states(second)).toEqual(cells.map(() => "cached"));
  expect(second.texts).toEqual(first.texts);

  const changed = cells.map((cell, index) => (index === 2 ? `${slow}\nprint(big[9], 'changed')` : cell));
  const third = await again(first, changed);
  expect(states(third)).toEqual(["done", "cached", "done", "cached", "cached", "cached"]);
  expect(third.texts[2]).toBe("0 changed\n");
  expect(third.state.cells.c0?.reason).toBe("Runs again: it is quicker to run than what it left is to store.");
  expect(third.state.messages).toEqual([]);
  expect(storedBytes(first)).toBeLessThan(100e6);
});

test("what a pinned cell left is kept, whatever it costs", async () => {
  const ran = await runCells(cells, { cache: { c0: "pin" } });
  expect(storedBytes(ran)).toBeGreaterThan(200e6);
});
