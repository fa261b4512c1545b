import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { differences, exportOf, referenceRun } from "../export-of.test-run.ts";
import { awkward, startEngine } from "../start-engine.test-run.ts";

test("Airflow takes parameters, and gives the engine's own variables", async () => {
  const reference = await referenceRun(awkward);
  const { folder } = await exportOf(reference.notebook, "airflow", reference.observed);
  const home = mkdtempSync(join(tmpdir(), "cellweave-airflow-"));
  const more = {
    AIRFLOW_HOME: home,
    AIRFLOW__CORE__DAGS_FOLDER: folder,
    AIRFLOW__CORE__LOAD_EXAMPLES: "False",
    NOTEBOOK_RUNS: join(home, "runs"),
  };
  await startEngine(".venv-airflow", "airflow", ["db", "migrate"], folder, more);
  const given = JSON.stringify({ rounds: 5, flag: false, xs: [], label: `x "$y" {{ ds }} {z}` });
  const { stdout, stderr } = await startEngine(
    ".venv-airflow",
    "airflow",
    ["dags", "test", "awkward_e", "-c", given],
    folder,
    more,
  );
  const said = stdout + stderr;
  expect(said).toContain(`[1, 2, 3] x "$y" {{ ds }} {z} 0.50 $0.5\n`);
  expect(said).toContain("True [2, 4, 6, 5]\n");
  await startEngine(".venv-airflow", "airflow", ["dags", "test", "awkward_e"], folder, more);
  const runs = readdirSync(join(home, "runs")).sort();
  const found = await Promise.all(runs.map((run) => differences(reference, join(home, "runs", run, "results"))));
  expect(found[1]).toEqual([]);
  expect(found[0]?.map(({ name }) => name)).toEqual(expect.arrayContaining(["rounds", "flag", "xs", "label"]));
});
