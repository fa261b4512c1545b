import process from "node:process";
import { expect, test } from "vitest";
import { compareCells } from "./testing/compare-cells.ts";
import { firstCells, lookCell, randomCell } from "./testing/random-cells.ts";

/** How many, and from which seed: `CELLWEAVE_CELLS=5000 CELLWEAVE_SEED=7` looks further than every test run can. */
const count = Number(process.env.CELLWEAVE_CELLS ?? 300);
const firstSeed = Number(process.env.CELLWEAVE_SEED ?? 1);
const perNotebook = 30;

const notebooks = Array.from({ length: Math.ceil(count / perNotebook) }, (_, index) => firstSeed + index * perNotebook);

test.each(notebooks)(
  "generated cells from %i on give compiled what they give as written",
  // A difference is a defect, however seldom: never tried twice.
  { retry: 0, timeout: 120_000 },
  async (seed) => {
    const seeds = Array.from({ length: Math.min(perNotebook, count - (seed - firstSeed)) }, (_, index) => seed + index);
    const compared = await compareCells([...firstCells, ...seeds.flatMap((one) => [randomCell(one), lookCell])]);
    // What follows the first difference says nothing new.
    const first = compared.findIndex(({ asWritten, apart }) => asWritten !== apart);
    const [before, different] = [compared[first - 1], compared[first]];
    expect(
      different?.apart,
      `${before?.source}\n\n${different?.source}\n\ncompiled:\n${different?.compiled ?? before?.compiled}`,
    ).toBe(different?.asWritten);
  },
);
