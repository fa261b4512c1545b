import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { testPython } from "../../run/testing/run-cells.ts";
import { differences, exportOf, referenceRun } from "../export-of.test-run.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const notebooks = [
  "engine/export/samples/Awkward é.ipynb",
  "examples/data-analysis.ipynb",
  "examples/parallel-branches.ipynb",
  "examples/training-loop.ipynb",
];

/** Each engine in an environment of its own; the notebook's Python is the `python3` that its tools start. */
const engines = {
  cwltool: (folder: string) =>
    start(".venv-cwltool", "cwltool", ["--parallel", "--outdir", "results", ...files], folder),
  toil: (folder: string) => start(".venv-toil", "toil-cwl-runner", ["--outdir", "results", ...files], folder),
  StreamFlow: (folder: string) =>
    start(".venv-streamflow", "streamflow", ["run", "streamflow.yml", "--outdir", "results"], folder),
};
const files = ["workflow.cwl", "inputs.yml"];

// Sums of several threads come out in another order each time.
process.env.OMP_NUM_THREADS = "1";
process.env.OPENBLAS_NUM_THREADS = "1";

function start(environment: string, program: string, args: readonly string[], cwd: string) {
  const path = [dirname(testPython.path), join(root, environment, "bin"), process.env.PATH].join(":");
  const settings = { cwd, env: { ...process.env, PATH: path }, maxBuffer: 1 << 28 };
  return promisify(execFile)(join(root, environment, "bin", program), args, settings);
}

describe.each(notebooks)("%s", (notebook) => {
  test("is valid CWL, and cwltool gives the engine's own variables", { timeout: 600_000 }, async () => {
    const reference = await referenceRun(join(root, notebook));
    const { folder } = await exportOf(reference.notebook, "cwl", reference.observed);
    const { stderr } = await start(".venv-cwltool", "cwltool", ["--validate", "workflow.cwl"], folder);
    expect(stderr).not.toMatch(/WARNING/);
    await engines.cwltool(folder);
    expect(await differences(reference, join(folder, "results"))).toEqual([]);
  });
});

describe.each(["toil", "StreamFlow"] as const)("%s", (engine) => {
  test("gives the engine's own variables", { timeout: 600_000 }, async () => {
    const reference = await referenceRun(join(root, notebooks[0] as string));
    const { folder } = await exportOf(reference.notebook, "streamflow", reference.observed);
    await engines[engine](folder);
    expect(await differences(reference, join(folder, "results"))).toEqual([]);
  });
});

test("parameters given to the workflow reach the cells", { timeout: 300_000 }, async () => {
  const { folder } = await exportOf(join(root, notebooks[0] as string), "cwl");
  const given = ["--parameter_rounds", "5", "--parameter_label", 'x "$y" {z}', "--parameter_xs", "7"];
  await start(".venv-cwltool", "cwltool", ["--outdir", "results", ...files, ...given], folder).catch(() => null);
  const shown = readFileSync(join(folder, "results", "02_b_etage", "text.txt"), "utf8");
  expect(shown).toBe('[1, 2, 3] x "$y" {z} 0.50 $0.5\n');
});
