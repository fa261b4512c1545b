import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { generator, prelude, templates } from "./testing/cell-templates.ts";
import { runCells, runInOrder } from "./testing/run-cells.ts";

/** How many, and from which seed: `CELLWEAVE_NOTEBOOKS=500 CELLWEAVE_SEED=7` looks further than every test run can. */
const count = Number(process.env.CELLWEAVE_NOTEBOOKS ?? 12);
const firstSeed = Number(process.env.CELLWEAVE_SEED ?? 1);

test.each(Array.from({ length: count }, (_, index) => firstSeed + index))(
  "random notebook %i gives what running it in order gives",
  // A difference is a defect, however seldom: never tried twice.
  { retry: 0 },
  async (seed) => {
    const pick = generator(seed);
    const cells = [...prelude, ...Array.from({ length: 6 + pick(8) }, () => templates[pick(templates.length)] ?? "")];
    const expected = runInOrder(cells, mkdtempSync(join(tmpdir(), "cellweave-oracle-")));
    const ran = await runCells(cells);
    expect(ran.texts.map((text, index) => `${index} ${cells[index]}\n→ ${text}`)).toEqual(
      expected.map((text, index) => `${index} ${cells[index]}\n→ ${text}`),
    );
  },
);
