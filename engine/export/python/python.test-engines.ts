import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { runnerPath } from "../../run/start-run.ts";
import { testPython } from "../../run/testing/run-cells.ts";
import type { VariableDifference } from "../../run/verify/same-variables.ts";
import { differences, exportOf, type Reference, referenceRun } from "../export-of.test-run.ts";
import { awkward, engineVariables, root } from "../start-engine.test-run.ts";

const notebooks = [
  awkward,
  ...["data-analysis", "parallel-branches", "training-loop"].map((name) => `examples/${name}.ipynb`),
];
const harness = join(root, "engine/export/support/harness.py");

/** Times, functions that stand on another line, and the last digits of models, which hang on how arrays lie in memory. */
const isExpected = ({ place, reason }: VariableDifference) =>
  place.includes("seconds") || reason === "is another function" || /^differs in \d+ of \d+ elements$/.test(reason);

/** What is printed, without what differs each time; a figure is shown by IPython, which the script does not know. */
const printedOf = (text: string) => text.replace(/^<Figure.*\n/gm, "").replace(/ *\d+\.\d+/g, " a number");

/** Runs a script beside the notebook's files, and gives the folder of what it left under the names, and what it printed. */
async function runScript(script: string, notebook: string, names: readonly string[]) {
  const folder = join(mkdtempSync(join(tmpdir(), "cellweave-script-")), "files");
  await cp(dirname(notebook), folder, { recursive: true });
  const [work, values] = [join(folder, "..", "work"), join(folder, "..", "values")];
  mkdirSync(values);
  const marker = "#=====-script";
  const cell = `import sys\nsys.argv = ["script"]\n${script}`;
  writeFileSync(join(folder, "step.txt"), `# ${marker}\n${marker} cell {"cell":"c0","count":1}\n${cell}\n`);
  const give = names.flatMap((name, at) => ["--give", `${name}=${join(values, `${at}.cwv`)}`]);
  const words = [
    "--name",
    "script",
    "--order",
    "0",
    "--runner",
    runnerPath(),
    "--step",
    "step.txt",
    "--work",
    work,
    ...give,
  ];
  const { stderr } = await promisify(execFile)(testPython.path, [harness, ...words], {
    ...{ cwd: folder, env: engineVariables(null), maxBuffer: 1 << 28 },
  });
  return { values, printed: stderr };
}

describe.each(notebooks)("%s", (notebook) => {
  let reference: Reference;
  beforeAll(async () => {
    reference = await referenceRun(notebook.startsWith("/") ? notebook : join(root, notebook));
  }, 600_000);

  test("the scripts give the engine's own variables and print the same in the same order", async () => {
    const names = [...reference.ended.variables.keys()].filter((name) => !/^[<_]/.test(name));
    const printed: string[] = [];
    for (const parallel of [false, true]) {
      const { folder } = await exportOf(reference.notebook, "python", reference.observed, { parallel });
      const file = readdirSync(folder).find((name) => name.endsWith(".py")) ?? "";
      const ran = await runScript(readFileSync(join(folder, file), "utf8"), reference.notebook, names);
      const found = await differences(reference, ran.values);
      expect(found.filter((difference) => !isExpected(difference))).toEqual([]);
      printed.push(printedOf(ran.printed));
    }
    expect(printed[1]).toBe(printed[0]);
  });
});
