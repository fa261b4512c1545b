import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { testPython } from "../../run/testing/run-cells.ts";
import { differences, exportOf, referenceRun } from "../export-of.test-run.ts";
import type { Exported } from "../exporter.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** Every value of it is the same each time it runs. */
const awkward = "engine/export/samples/Awkward é.ipynb";
/** Its items run apart: of maps, a product, a reduction and a loop, some of which change what the others see. */
const skeletons = "engine/export/samples/Skeletons ö.ipynb";
const items = "engine/export/samples/Items.ipynb";
/** Its parameters decide which of its cells run. */
const conditions = "engine/export/samples/Conditions.ipynb";
/** It fits models, whose last digits hang on how arrays lie in memory. */
const example = "examples/data-analysis.ipynb";

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

describe("cwltool", () => {
  test("finds nothing to say of the workflow, and gives the engine's own variables", async () => {
    const reference = await referenceRun(join(root, awkward));
    const { folder } = await exportOf(reference.notebook, "cwl", reference.observed);
    const { stderr } = await start(".venv-cwltool", "cwltool", ["--validate", "workflow.cwl"], folder);
    expect(stderr).not.toMatch(/WARNING/);
    await engines.cwltool(folder);
    expect(await differences(reference, join(folder, "results"))).toEqual([]);
  });

  test("runs the items of skeletons apart, and gives the engine's own variables", async () => {
    const reference = await referenceRun(join(root, skeletons));
    const { folder, exported } = await exportOf(reference.notebook, "cwl", reference.observed);
    expect(exported.diagnostics).toEqual([]);
    inPieces(folder, 2);
    const { stderr } = await start(".venv-cwltool", "cwltool", ["--validate", "workflow.cwl"], folder);
    expect(stderr).not.toMatch(/WARNING/);
    await engines.cwltool(folder);
    expect(await differences(reference, join(folder, "results"))).toEqual([]);
    const shown = readFileSync(join(folder, "results", "03_fitted", "text.txt"), "utf8");
    expect(shown.split("\n").slice(0, 2)).toEqual([
      `item 0.0 $\{not} '$(this)'`,
      `item 0.14285714285714285 $\{not} '$(this)'`,
    ]);
  });

  test("runs an example to its end, and leaves all that the engine leaves", async () => {
    const reference = await referenceRun(join(root, example));
    const { folder } = await exportOf(reference.notebook, "cwl", reference.observed);
    await engines.cwltool(folder);
    const found = await differences(reference, join(folder, "results"));
    expect(found.filter(({ reason }) => !/^differs in \d+ of \d+ elements$/.test(reason))).toEqual([]);
  });
});

describe.each(["toil", "StreamFlow"] as const)("%s", (engine) => {
  test("gives the engine's own variables", { timeout: 600_000 }, async () => {
    const reference = await referenceRun(join(root, awkward));
    const { folder } = await exportOf(reference.notebook, "streamflow", reference.observed);
    await engines[engine](folder);
    expect(await differences(reference, join(folder, "results"))).toEqual([]);
  });
});

describe.each(["toil", "StreamFlow"] as const)("%s", (engine) => {
  test("runs every piece of one list with every piece of the other", { timeout: 600_000 }, async () => {
    const reference = await referenceRun(join(root, items));
    const { folder } = await exportOf(reference.notebook, "streamflow", reference.observed);
    inPieces(folder, 4);
    await engines[engine](folder);
    expect(await differences(reference, join(folder, "results"))).toEqual([]);
  });
});

/** Values with which each condition of the sample comes out the other way. */
const other: readonly (readonly [name: string, usual: string, other: string])[] = [
  ["extra", "true", "false"],
  ["rounds", "3", "7"],
  ["mode", '"fast"', '"slow"'],
  ["label", '""', '"Title"'],
];

describe.each(["cwltool", "toil", "StreamFlow"] as const)("%s", (engine) => {
  test("leaves out what a parameter says", { timeout: 600_000 }, async () => {
    const reference = await referenceRun(join(root, conditions));
    const { folder, exported } = await exportOf(reference.notebook, "streamflow", reference.observed);
    expect(exported.diagnostics).toEqual([]);
    if (engine === "cwltool") {
      const { stderr } = await start(".venv-cwltool", "cwltool", ["--validate", "workflow.cwl"], folder);
      expect(stderr).not.toMatch(/WARNING/);
    }
    await engines[engine](folder);
    expect(await differences(reference, join(folder, "results"))).toEqual([]);
    expect(skipped(folder, exported)).toEqual(["04_step", "05_step", "06_step", "07_step"]);
  });
});

test("cwltool runs it where the parameter says otherwise", { timeout: 600_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "cellweave-given-"));
  const notebook = join(folder, "Given.ipynb");
  const given = other.reduce(
    (text, [name, usual, value]) => text.replace(`${name} = ${python(usual)}`, `${name} = ${python(value)}`),
    readFileSync(join(root, conditions), "utf8"),
  );
  writeFileSync(notebook, given);
  const reference = await referenceRun(notebook);
  // The bundle has the usual defaults, and is given what the notebook was run with.
  const { folder: bundle, exported } = await exportOf(join(root, conditions), "streamflow");
  const inputs = join(bundle, "inputs.yml");
  const settings = other.reduce(
    (text, [name, usual, value]) => text.replace(`parameter_${name}: ${usual}`, `parameter_${name}: ${value}`),
    readFileSync(inputs, "utf8"),
  );
  writeFileSync(inputs, settings);
  await engines.cwltool(bundle);
  expect(await differences(reference, join(bundle, "results"))).toEqual([]);
  expect(skipped(bundle, exported)).toEqual(["03_more_of_them"]);
  expect(readFileSync(join(bundle, "results", "file_title_txt"), "utf8")).toBe("TITLE");
});

/** A value as it stands in the notebook's file. */
const python = (json: string) => json.replace("true", "True").replace("false", "False").replaceAll('"', '\\"');

/** The steps that showed nothing, not even that they ran. */
function skipped(folder: string, { files }: Exported): string[] {
  const steps = files.flatMap(({ path }) => /^steps\/(.*)\.py$/.exec(path)?.[1] ?? []);
  return steps.filter((step) => !existsSync(join(folder, "results", step)));
}

function inPieces(folder: string, pieces: number): void {
  const inputs = join(folder, "inputs.yml");
  writeFileSync(inputs, readFileSync(inputs, "utf8").replace(/^pieces: \d+$/m, `pieces: ${pieces}`));
}

test("parameters given to the workflow reach the cells", { timeout: 300_000 }, async () => {
  const { folder } = await exportOf(join(root, awkward), "cwl");
  const inputs = join(folder, "inputs.yml");
  const given = readFileSync(inputs, "utf8")
    .replace("parameter_rounds: 3", "parameter_rounds: 5")
    .replace('parameter_label: "a$b"', `parameter_label: 'x "$y" {z}'`)
    .replace("parameter_flag: true", "parameter_flag: false")
    .replace("parameter_xs: [1,2]", "parameter_xs: [7]");
  writeFileSync(inputs, given);
  await engines.cwltool(folder);
  const shown = readFileSync(join(folder, "results", "02_b_etage", "text.txt"), "utf8");
  expect(shown).toBe('[1, 2, 3] x "$y" {z} 0.50 $0.5\n');
  expect(readFileSync(join(folder, "results", "03_time", "text.txt"), "utf8")).toBe("True [2, 4, 6, 5]\n");
  expect(readFileSync(join(folder, "results", "06_text", "text.txt"), "utf8")).toContain("False, [7])");
});
