import { join } from "node:path";
import { expect, test } from "vitest";
import { differences, exportOf, referenceRun } from "../export-of.test-run.ts";
import { awkward, startEngine } from "../start-engine.test-run.ts";
import { runLocally } from "./run-locally.test-run.ts";

/** What Argo's own models have to say of an exported workflow. */
async function faults(folder: string): Promise<readonly string[]> {
  const program = join(import.meta.dirname, "validate.test-run.py");
  const { stdout } = await startEngine(".venv-argo", "python", [program, "workflow.yaml"], folder);
  return JSON.parse(stdout);
}

test("Argo's models take the workflow, and its containers' commands give the engine's own variables", async () => {
  const reference = await referenceRun(awkward);
  const { folder } = await exportOf(reference.notebook, "argo", reference.observed);
  expect(await faults(folder)).toEqual([]);
  const { results } = await runLocally(folder);
  expect(await differences(reference, results)).toEqual([]);
});

test("values given to the workflow reach the cells", async () => {
  const { folder } = await exportOf(awkward, "argo");
  const { said } = await runLocally(folder, { rounds: "5", flag: "false", xs: "[7]", label: `x "$y" {z}` });
  expect(said).toContain('[1, 2, 3] x "$y" {z} 0.50 $0.5\n');
  expect(said).toContain("True [2, 4, 6, 5]\n");
  expect(said).toContain("False, [7])");
});
