import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { generator, prelude, templates } from "./testing/cell-templates.ts";
import { runCells, runInOrder } from "./testing/run-cells.ts";

/** As for random notebooks: `CELLWEAVE_NOTEBOOKS=500 CELLWEAVE_SEED=7`. */
const count = Number(process.env.CELLWEAVE_NOTEBOOKS ?? 6);
const firstSeed = Number(process.env.CELLWEAVE_SEED ?? 1);
const environments = { one: { template: "local-venv" }, two: { template: "local-venv" } };
const names = [undefined, "one", "two"];

test.each(Array.from({ length: count }, (_, index) => firstSeed + index))(
  "random notebook %i on three environments gives what running it in order in one gives",
  { retry: 0 },
  async (seed) => {
    const pick = generator(seed + 7919);
    const cells = [...prelude, ...Array.from({ length: 6 + pick(8) }, () => templates[pick(templates.length)] ?? "")];
    const placed = Object.fromEntries(
      cells.flatMap((_, index) => {
        const name = names[pick(names.length)];
        return name === undefined ? [] : [[`c${index}`, name]];
      }),
    );
    const expected = runInOrder(cells, mkdtempSync(join(tmpdir(), "cellweave-oracle-")));
    const ran = await runCells(cells, { environments, placed });
    const told = (texts: readonly string[]) =>
      texts.map((text, index) => `${index} on ${placed[`c${index}`] ?? "local"}: ${cells[index]}\n→ ${text}`);
    expect(told(ran.texts)).toEqual(told(expected));
  },
);
