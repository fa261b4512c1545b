import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../setup/command.mjs";
import { backendsPython, environmentPython } from "../setup/python-environment.mjs";
import { root } from "../setup/root.mjs";
import { emptyTally, tallyPlaywright, tallyUnittest, tallyVitest } from "./tally.mjs";

/**
 * @typedef {object} Suite
 * @property {string} title
 * @property {readonly ("engine" | "editor" | "python" | "backends" | "exports" | "services" | "browser")[]} needs
 * @property {() => Promise<import("./tally.mjs").Tally>} run
 * @property {() => Promise<readonly string[]>} list names of what is left out when a need cannot be met
 */

const reports = join(root, "test-results");
const runnerFolder = join(root, "engine", "runner");

/** @type {Record<string, Suite>} */
export const suites = {
  check: {
    title: "Lint, types and import rules",
    needs: [],
    list: async () => ["npm run check"],
    async run() {
      const { code } = await runCommand("npm", ["run", "--silent", "check"], { cwd: root, live: true });
      return code === 0 ? emptyTally : { ...emptyTally, failed: ["npm run check"] };
    },
  },
  unit: {
    title: "Unit, engine, server and editor tests",
    needs: ["engine", "python"],
    list: async () => ["vitest"],
    run: () => runVitest("vitest.json", []),
  },
  runner: pythonSuite("Runner tests", "python", environmentPython, (name) => !name.startsWith("test_backends_")),
  backends: pythonSuite("Backends of the Python package", "backends", backendsPython, (name) =>
    name.startsWith("test_backends_"),
  ),
  exports: {
    title: "Exports, run by the engines they are for",
    needs: ["engine", "python", "exports"],
    list: async () => ["vitest --config vitest.exports.config.ts"],
    run: () => runVitest("exports.json", ["--config", "vitest.exports.config.ts"]),
  },
  targets: {
    title: "Targets: SSH, Docker and Slurm",
    needs: ["engine", "python", "exports", "services"],
    list: async () => ["vitest --config vitest.targets.config.ts"],
    run: () => runVitest("targets.json", ["--config", "vitest.targets.config.ts"]),
  },
  e2e: browserSuite("End to end", "editor"),
  performance: browserSuite("How fast the canvas is", "performance"),
};

/**
 * @param {string} name the report's file
 * @param {readonly string[]} options
 */
async function runVitest(name, options) {
  const report = reportFile(name);
  const vitest = ["vitest", "run", ...options, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { code } = await runCommand("npx", vitest, { cwd: root, live: true });
  return readReport(report, tallyVitest, `Vitest ended with code ${code} and without a report`);
}

/**
 * Those test modules of the runner and the Python package whose names are chosen.
 * @param {string} title
 * @param {"python" | "backends"} need
 * @param {string} python
 * @param {(name: string) => boolean} isChosen
 * @returns {Suite}
 */
function pythonSuite(title, need, python, isChosen) {
  const modules = () =>
    readdirSync(join(runnerFolder, "tests")).flatMap((file) => {
      const name = /^(?<name>test_.*)\.py$/.exec(file)?.groups?.name;
      return name && isChosen(name) ? [`tests.${name}`] : [];
    });
  return {
    title,
    needs: [need],
    list: async () => modules(),
    async run() {
      const unittest = ["-m", "unittest", "-v", ...modules()];
      const { code, output } = await runCommand(python, unittest, { cwd: runnerFolder, live: true });
      return tallyUnittest(output, code);
    },
  };
}

/**
 * A project of e2e/playwright.config.ts. Performance runs after the others, so that nothing else takes its time.
 * @param {string} title
 * @param {string} project
 * @returns {Suite}
 */
function browserSuite(title, project) {
  const playwright = ["playwright", "test", "--config", "e2e/playwright.config.ts", `--project=${project}`];
  return {
    title,
    needs: ["engine", "editor", "python", "browser"],
    async list() {
      // Playwright lists its tests without a browser.
      const { output } = await runCommand("npx", [...playwright, "--list"], { cwd: root });
      const tests = output.split("\n").filter((line) => line.includes(" › "));
      return tests.map((line) => line.trim());
    },
    async run() {
      const report = reportFile(`${project}.json`);
      const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
      const { code } = await runCommand("npx", [...playwright, "--reporter=list,json"], { cwd: root, env, live: true });
      return readReport(report, tallyPlaywright, `Playwright ended with code ${code} and without a report`);
    },
  };
}

/** @param {string} name */
function reportFile(name) {
  mkdirSync(reports, { recursive: true });
  const path = join(reports, name);
  rmSync(path, { force: true });
  return path;
}

/**
 * @template Report
 * @param {string} path
 * @param {(report: Report) => import("./tally.mjs").Tally} tally
 * @param {string} otherwise
 */
function readReport(path, tally, otherwise) {
  try {
    return tally(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return { ...emptyTally, failed: [otherwise] };
  }
}
