import { browser } from "./setup/browser.mjs";
import { editorBuild } from "./setup/build-editor.mjs";
import { engineBuild } from "./setup/build-engine.mjs";
import { runnerBuild } from "./setup/build-runner.mjs";
import { describeFailure } from "./setup/failure.mjs";
import { nodeVersion } from "./setup/node-version.mjs";
import { packages } from "./setup/packages.mjs";
import { pythonEnvironment } from "./setup/python-environment.mjs";
import { elapsed, runSteps } from "./setup/run-steps.mjs";
import { services } from "./setup/services.mjs";
import { suites } from "./tests/suites.mjs";
import { closingLine, emptyTally, sumTallies } from "./tests/tally.mjs";

/**
 * `npm test [-- check | unit | runner | backends | exports | targets | e2e | performance …]`: sees to what the tests need, runs them all, and closes with their sum.
 * With CI=true nothing may be left out.
 */
const needs = {
  engine: [engineBuild, runnerBuild],
  editor: [editorBuild],
  python: [pythonEnvironment("examples"), pythonEnvironment("tests")],
  backends: [pythonEnvironment("backends")],
  exports: [
    pythonEnvironment("cwltool"),
    pythonEnvironment("toil"),
    pythonEnvironment("streamflow"),
    pythonEnvironment("rocrate"),
    pythonEnvironment("snakemake"),
    pythonEnvironment("argo"),
    pythonEnvironment("airflow"),
    pythonEnvironment("papermill"),
  ],
  services: [services],
  browser: [browser],
};
const complete = process.env.CI === "true";

try {
  await runSteps([nodeVersion, packages]);
  const chosen = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(suites);
  const unknown = chosen.filter((name) => !suites[name]);
  if (unknown.length > 0)
    throw new Error(`npm test knows ${Object.keys(suites).join(", ")}, not ${unknown.join(", ")}.`);
  close(await runSuites(chosen.flatMap((name) => suites[name] ?? [])));
} catch (error) {
  console.error(describeFailure(error));
  console.log(closingLine({ ...emptyTally, failed: ["setting up"] }, complete));
  process.exitCode = 1;
}

/** @param {readonly import("./tests/suites.mjs").Suite[]} chosen */
async function runSuites(chosen) {
  const missing = await meetNeeds(new Set(chosen.flatMap((suite) => suite.needs)));
  const tallies = [];
  for (const suite of chosen) {
    const reason = suite.needs.map((need) => missing.get(need)).find((words) => words !== undefined);
    const started = performance.now();
    console.log(`\n— ${suite.title}`);
    tallies.push(reason ? await leaveOut(suite, reason) : await suite.run());
    console.log(`— ${suite.title}: ${elapsed(started)}`);
  }
  return sumTallies(tallies);
}

/**
 * @param {ReadonlySet<keyof typeof needs>} wanted
 * @returns {Promise<Map<string, string>>} why a need could not be met
 */
async function meetNeeds(wanted) {
  /** @type {Map<string, string>} */
  const missing = new Map();
  for (const need of wanted) {
    try {
      await runSteps(needs[need]);
    } catch (error) {
      console.error(describeFailure(error));
      missing.set(need, `${need}: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
    }
  }
  return missing;
}

/**
 * @param {import("./tests/suites.mjs").Suite} suite
 * @param {string} reason
 */
async function leaveOut(suite, reason) {
  return { ...emptyTally, skipped: (await suite.list()).map((name) => ({ name: `${suite.title}: ${name}`, reason })) };
}

/** @param {import("./tests/tally.mjs").Tally} tally */
function close(tally) {
  if (tally.skipped.length > 0) console.log(`\n${complete ? "Not run, so failed" : "Skipped"}:`);
  for (const { name, reason } of tally.skipped) console.log(`  ${name}: ${reason}`);
  if (tally.unsteady?.length) console.log("\nPassed only at the second try:");
  for (const name of tally.unsteady ?? []) console.log(`  ${name}`);
  if (tally.failed.length > 0) console.log("\nFailed:");
  for (const name of tally.failed) console.log(`  ${name}`);
  const ran = tally.passed + tally.failed.length > 0;
  const succeeded = ran && tally.failed.length === 0 && (!complete || tally.skipped.length === 0);
  process.exitCode = succeeded ? 0 : 1;
  console.log(`\n${closingLine(tally, complete)}`);
}
