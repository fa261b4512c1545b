import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { differences, exportOf, referenceRun } from "../export-of.test-run.ts";
import { awkward, startEngine } from "../start-engine.test-run.ts";

const start = (folder: string, ...words: readonly string[]) =>
  startEngine(".venv-snakemake", "snakemake", ["--cores", "2", ...words], folder);

test("Snakemake gives the engine's own variables", async () => {
  const reference = await referenceRun(awkward);
  const { folder } = await exportOf(reference.notebook, "snakemake", reference.observed);
  await start(folder);
  expect(await differences(reference, join(folder, "results"))).toEqual([]);
});

test("values given to Snakemake reach the cells", async () => {
  const { folder, exported } = await exportOf(awkward, "snakemake");
  const settings = ["rounds=5", "flag=False", "xs=[]", `label='x "$y" {z}'`];
  await start(folder, "--config", ...settings);
  const steps = exported.files.flatMap(({ path }) => /^steps\/(.*)\.py$/.exec(path)?.[1] ?? []);
  const shown = steps.map((step) => readFileSync(join(folder, "work", step, "shown", "text.txt"), "utf8"));
  expect(shown.join("")).toContain('[1, 2, 3] x "$y" {z} 0.50 $0.5\n');
  expect(shown.join("")).toContain("True [2, 4, 6, 5]\n");
  expect(shown.join("")).toContain("False, [])");
});
