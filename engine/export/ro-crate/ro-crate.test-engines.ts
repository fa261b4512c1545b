import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { runCommand } from "../../cli/testing/run-command.ts";
import { testPython } from "../../run/testing/run-cells.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const run = promisify(execFile);
const tool = (name: string) => join(root, ".venv-rocrate", "bin", name);

test("a finished run becomes a crate that the validator accepts and runcrate reads", async () => {
  const scratch = mkdtempSync(join(tmpdir(), "cellweave-crate-"));
  await cp(join(root, "engine", "export", "samples"), join(scratch, "notebook"), { recursive: true });
  const notebook = join(scratch, "notebook", "Awkward é.ipynb");
  const home = process.env.CELLWEAVE_HOME;
  process.env.CELLWEAVE_HOME = join(scratch, "home");
  try {
    const crate = join(scratch, "crate");
    const none = await runCommand(["export", notebook, "--to", "ro-crate", "-o", crate]);
    expect([none.code, none.err]).toEqual([2, expect.stringContaining("CW3941")]);
    expect((await runCommand(["run", notebook, "--python", testPython.path])).code).toBe(0);
    const said = await runCommand(["export", notebook, "--to", "ro-crate", "-o", crate, "--person", "A. Person"]);
    expect([said.code, said.err]).toEqual([0, ""]);
    const cache = join(scratch, "contexts");
    await run(tool("python"), [join(import.meta.dirname, "testing", "known_contexts.py"), cache]);
    const report = join(scratch, "report.json");
    const options = ["--no-paging", "--offline", "--cache-path", cache, "--output-format", "json"];
    await run(tool("rocrate-validator"), ["validate", ...options, "--output-file", report, crate]).catch(() => null);
    expect(JSON.parse(readFileSync(report, "utf8"))).toMatchObject({ passed: true, issues: [] });
    const { stdout } = await run(tool("runcrate"), ["report", crate]);
    expect(stdout).toContain("step: #step-03_time");
    expect(stdout).toContain("data/in%20put.csv <- #input-data%2Fin%20put.csv");
  } finally {
    if (home === undefined) delete process.env.CELLWEAVE_HOME;
    else process.env.CELLWEAVE_HOME = home;
  }
});
