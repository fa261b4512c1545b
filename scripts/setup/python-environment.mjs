import { existsSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { lastLines, runCommand } from "./command.mjs";
import { installDebianPackages, isRootOnDebian } from "./debian.mjs";
import { SetupFailure } from "./failure.mjs";
import { findPython } from "./find-python.mjs";
import { fingerprint, isStamped, writeStamp } from "./fingerprint.mjs";
import { root } from "./root.mjs";

/** The environment of the examples and the tests, that of the backends' packages, and one for each engine that runs exports. */
const folders = {
  examples: ".venv",
  tests: ".venv",
  backends: ".venv-backends",
  cwltool: ".venv-cwltool",
  toil: ".venv-toil",
  streamflow: ".venv-streamflow",
  rocrate: ".venv-rocrate",
  snakemake: ".venv-snakemake",
  argo: ".venv-argo",
  airflow: ".venv-airflow",
  papermill: ".venv-papermill",
};
const titles = {
  examples: "Python environment",
  tests: "Python for tests",
  backends: "Python for backends",
  cwltool: "cwltool",
  toil: "Toil",
  streamflow: "StreamFlow",
  rocrate: "RO-Crate validators",
  snakemake: "Snakemake",
  argo: "Argo's models",
  airflow: "Airflow",
  papermill: "papermill",
};
// Where torch keeps its wheels for machines without a GPU; asked only when the index that pip knows has none.
const processorWheels = "https://download.pytorch.org/whl/cpu";

/** The Python of the environment that these steps make. */
export const environmentPython = pythonIn(folders.examples);
/** The Python that has Dask, Ray, MPI, joblib and torch. */
export const backendsPython = pythonIn(folders.backends);

/**
 * The virtual environment with the packages of one of the lists beside this file.
 * @param {keyof typeof folders} list
 * @returns {import("./run-steps.mjs").Step}
 */
export function pythonEnvironment(list) {
  const folder = join(root, folders[list]);
  const python = pythonIn(folders[list]);
  const stamp = join(folder, `cellweave-${list}`);
  const wanted = fingerprint(root, [listFile(list)]);
  return {
    title: titles[list],
    async current() {
      return isStamped(stamp, wanted) && (await starts(python)) ? "up to date" : null;
    },
    async make() {
      const made = (await starts(python)) ? `in ${folders[list]}` : await makeEnvironment(folder);
      await install(python, list);
      writeStamp(stamp, wanted);
      return made;
    },
  };
}

/** @param {keyof typeof folders} list */
function listFile(list) {
  return `scripts/setup/requirements-${list}.txt`;
}

/** @param {string} folder */
function pythonIn(folder) {
  return join(root, folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
}

/** @param {string} python */
async function starts(python) {
  return existsSync(python) && (await runCommand(python, ["-m", "pip", "--version"])).code === 0;
}

/** @param {string} folder */
async function makeEnvironment(folder) {
  let python = await findPython();
  if (!python.makesEnvironments && isRootOnDebian()) {
    await installDebianPackages(["python3-venv"]);
    python = await findPython();
  }
  rmSync(folder, { recursive: true, force: true });
  const { code, output } = await runCommand(python.path, ["-m", "venv", folder]);
  if (code === 0) return `${basename(folder)} with Python ${python.version}`;
  rmSync(folder, { recursive: true, force: true });
  throw new SetupFailure(
    "CW9504",
    `Python ${python.version} (${python.path}) cannot make a virtual environment:\n${lastLines(output, 4)}`,
    "On Debian and Ubuntu: sudo apt-get install python3-venv. Or name another Python: CELLWEAVE_PYTHON=/path/to/python3",
  );
}

/**
 * @param {string} python
 * @param {keyof typeof folders} list
 */
async function install(python, list) {
  const pip = [
    "-m",
    "pip",
    "install",
    "--disable-pip-version-check",
    "--prefer-binary",
    "--quiet",
    "-r",
    listFile(list),
  ];
  const first = await runCommand(python, pip, { cwd: root });
  if (first.code === 0) return;
  if (list === "backends") {
    const { code } = await runCommand(python, [...pip, "--extra-index-url", processorWheels], { cwd: root });
    if (code === 0) return;
  }
  throw new SetupFailure(
    "CW9505",
    `pip could not install the packages of ${listFile(list)}:\n${lastLines(first.output, 8)}`,
    "The first start downloads packages from PyPI: connect to the network, or set pip's proxy or index, then run the command again.",
  );
}
