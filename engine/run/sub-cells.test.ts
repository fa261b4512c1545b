import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { compile } from "../compile.ts";
import { generator, prelude, templates } from "./testing/cell-templates.ts";
import { flowOf, runCells, runInOrder, testParser } from "./testing/run-cells.ts";

const count = Number(process.env.CELLWEAVE_NOTEBOOKS ?? 8);
const firstSeed = Number(process.env.CELLWEAVE_SEED ?? 1);

/** Cells of one to four pieces each, with the lines at which they were put together. */
function randomCells(seed: number) {
  const pick = generator(seed);
  const cells = [...prelude];
  const split: Record<string, number[]> = {};
  for (let cell = 0; cell < 4; cell++) {
    const pieces = Array.from({ length: 1 + pick(4) }, () => templates[pick(templates.length)] ?? "");
    const lengths = pieces.map((piece) => piece.split("\n").length);
    const starts = lengths.map((_, at) => 1 + lengths.slice(0, at).reduce((sum, length) => sum + length, 0));
    if (starts.length > 1) split[`c${cells.length}`] = starts.slice(1);
    cells.push(pieces.join("\n"));
  }
  return { cells, split };
}

test.each(Array.from({ length: count }, (_, index) => firstSeed + index))(
  "notebook %i with cells taken apart gives what running it in order gives",
  { retry: 0 },
  async (seed) => {
    const { cells, split } = randomCells(seed);
    const expected = runInOrder(cells, mkdtempSync(join(tmpdir(), "cellweave-oracle-")));
    const ran = await runCells(cells, { split });
    expect(ran.texts.map((text, index) => `${index} ${cells[index]}\n→ ${text}`)).toEqual(
      expected.map((text, index) => `${index} ${cells[index]}\n→ ${text}`),
    );
  },
);

describe("a cell taken apart", () => {
  test("runs its sub-cells at once, and shows them as one cell", async () => {
    const cell = "import time\ntime.sleep(0.3)\na = 1\nprint('a')\ntime.sleep(0.3)\nb = 2\nprint('b')\na + 1";
    const ran = await runCells([cell, "print(a + b)"], { split: { c0: [5] } });
    expect(ran.texts).toEqual(["a\nb\n2\n", "3\n"]);
    expect(ran.state.cells.c0).toMatchObject({ state: "done", executionCount: 1, parts: ["done", "done"] });
    expect(ran.state.cells.c1?.executionCount).toBe(2);
    expect(Object.keys(ran.state.cells)).toEqual(["c0", "c1"]);
    expect(ran.state.progress).toMatchObject({ done: 2, total: 2 });
  });

  test("shows only the value of its own last line", async () => {
    const ran = await runCells(["1 + 1\n2 + 2\n3 + 3"], { split: { c0: [2, 3] } });
    expect(ran.texts).toEqual(["6\n"]);
  });

  test("ends where a sub-cell fails, at the line of the cell, and what ran ahead of it is not kept", async () => {
    const cell = "x = 1\nimport time; time.sleep(0.4); 1 / 0\nx = 2\nprint('never')";
    const ran = await runCells([cell, "print('apart')"], { split: { c0: [2, 3] } });
    expect(ran.texts).toEqual(["ZeroDivisionError: division by zero\n", "apart\n"]);
    expect(ran.state.cells.c0).toMatchObject({ state: "failed", parts: ["done", "failed", "skipped"] });
    const [error] = ran.state.cells.c0?.outputs ?? [];
    expect(error?.output_type === "error" && error.traceback.join("\n")).toMatch(/line 2\b[\s\S]*never/);
  });

  test("does nothing that cannot be taken back after a sub-cell that fails", async () => {
    const cell = "import time; time.sleep(0.4); 1 / 0\nopen('made.txt', 'w').write('x')";
    const ran = await runCells([cell], { split: { c0: [2] } });
    expect(ran.state.cells.c0?.state).toBe("failed");
    expect(existsSync(join(ran.folder, "made.txt"))).toBe(false);
  });

  test("is found again in the store, and runs only the changed sub-cell", async () => {
    const before = "import time\na = time.sleep(0.2)\nb = time.sleep(0.2)";
    const first = await runCells([before], { split: { c0: [2, 3] } });
    const again = await runCells([before], { split: { c0: [2, 3] }, home: first.home, folder: first.folder });
    expect(again.state.cells.c0?.state).toBe("cached");
  });

  test("says why it stays whole", async () => {
    const parser = await testParser();
    const told = (source: string, lines: number[]) =>
      compile(flowOf([source], { c0: lines }), { parser }).diagnostics.map(({ code, message }) => `${code} ${message}`);
    expect(told("for i in range(3):\n    print(i)\nx = 1", [2])).toEqual([
      "CW3002 Cell 1 is not taken apart at line 2: a statement goes over it, or nothing stands on one side.",
    ]);
    expect(told("import matplotlib.pyplot as plt\nplt.plot([1])\nplt.title('t')", [3])).toEqual([
      "CW3001 Cell 1 runs in one piece: it draws figures, which are shown when the cell that draws them ends.",
    ]);
    expect(told("%%bash\nls\nls", [3])).toEqual(["CW3001 Cell 1 runs in one piece: it cannot be read as Python."]);
  });
});
