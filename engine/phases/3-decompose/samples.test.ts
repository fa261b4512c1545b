import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compareCells } from "../../run/testing/compare-cells.ts";

interface Notebook {
  readonly cells: readonly { readonly source: readonly string[] }[];
}

function cellsOf(name: string): string[] {
  const path = new URL(`../../samples/${name}/input.ipynb`, import.meta.url);
  const notebook = JSON.parse(readFileSync(path, "utf8")) as Notebook;
  return notebook.cells.map(({ source }) => source.join(""));
}

test.each(["skeletons-written", "skeletons-problems", "parallelism-found"])(
  "what the sample %s shows, binds and raises is the same as it is written and compiled",
  async (name) => {
    const compared = await compareCells(cellsOf(name));
    for (const { source, compiled, asWritten, apart } of compared) expect(apart, compiled ?? source).toBe(asWritten);
  },
);
