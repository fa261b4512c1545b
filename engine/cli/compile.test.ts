import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { runCommand } from "./testing/run-command.ts";

const samples = fileURLToPath(new URL("../samples", import.meta.url));
const found = join(samples, "parallelism-found", "input.ipynb");

it("compile tells for each cell what runs at the same time", async () => {
  const { code, out } = await runCommand(["compile", found]);
  expect(code).toBe(0);
  expect(out).toContain(
    "Cell 2: # gathered and added up\n  lines 3 to 6: each (found) over sizes, gives rows, total\n",
  );
  expect(out).toContain("  lines 1 to 4: fork (found) low, high\n");
  expect(out).not.toContain("__cellweave__");
});

it("compile --show tells how cells are rewritten, and --text the whole of them with the author's lines", async () => {
  const diff = (await runCommand(["compile", found, "--show"])).out;
  expect(diff).toContain(
    "  - for size in sizes:\n  + def _cw_body_0(_cw_item, rows, total):\n  +     size = _cw_item\n",
  );
  expect(diff).toContain(
    '  + for size in __cellweave__.each(sizes, _cw_body_0, {"rows": "append", "total": "fold +"}, ',
  );
  expect(diff).toContain("        row = slow(size)  # long\n");
  const text = (await runCommand(["compile", found, "--text"])).out;
  expect(text).toContain("     3 | def _cw_body_0(_cw_item, rows, total):\n");
  expect(text).toContain("     4 |     row = slow(size)  # long\n");
});

it("compile --json has the promised members and no others", async () => {
  const { cells, diagnostics } = JSON.parse((await runCommand(["compile", found, "--json"])).out);
  expect(diagnostics).toEqual([]);
  const keys = ["id", "index", "source", "compiled", "constructs", "subCells", "wishes"];
  for (const cell of cells) expect(Object.keys(cell)).toEqual(keys);
  expect(cells.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(cells[0].compiled).toBeNull();
  expect(cells[1].compiled.lines.slice(0, 3)).toEqual([1, 2, 3]);
});

it("compile tells what is wrong with skeletons that are written", async () => {
  const { out } = await runCommand(["compile", join(samples, "skeletons-problems", "input.ipynb")]);
  expect(out).toContain("CW3003");
  expect(out).toContain("Write a whole number from 1 up.");
  expect(out).not.toContain("CW2003");
});

it("compile says so when there is nothing", async () => {
  const { out } = await runCommand(["compile", join(samples, "does-not-parse", "input.ipynb")]);
  expect(out).toBe("No cell holds anything that runs at the same time.\n");
});
