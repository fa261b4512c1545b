import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lastLines, runCommand } from "./command.mjs";
import { installDebianPackages, isRootOnDebian } from "./debian.mjs";
import { SetupFailure } from "./failure.mjs";
import { findPython } from "./find-python.mjs";
import { fingerprint, isStamped, writeStamp } from "./fingerprint.mjs";
import { root } from "./root.mjs";

const folder = join(root, ".venv");

/** The Python of the environment that these steps make. */
export const environmentPython = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

/**
 * The virtual environment `.venv` with the packages of one of the lists beside this file.
 * @param {"examples" | "tests"} list
 * @returns {import("./run-steps.mjs").Step}
 */
export function pythonEnvironment(list) {
  const requirements = `scripts/setup/requirements-${list}.txt`;
  const stamp = join(folder, `cellweave-${list}`);
  const wanted = fingerprint(root, [requirements]);
  return {
    title: list === "examples" ? "Python environment" : "Python for tests",
    async current() {
      return isStamped(stamp, wanted) && (await starts(environmentPython)) ? "up to date" : null;
    },
    async make() {
      const made = (await starts(environmentPython)) ? "in .venv" : await makeEnvironment();
      await install(requirements);
      writeStamp(stamp, wanted);
      return made;
    },
  };
}

/** @param {string} python */
async function starts(python) {
  return existsSync(python) && (await runCommand(python, ["-m", "pip", "--version"])).code === 0;
}

async function makeEnvironment() {
  let python = await findPython();
  if (!python.makesEnvironments && isRootOnDebian()) {
    await installDebianPackages(["python3-venv"]);
    python = await findPython();
  }
  rmSync(folder, { recursive: true, force: true });
  const { code, output } = await runCommand(python.path, ["-m", "venv", folder]);
  if (code === 0) return `.venv with Python ${python.version}`;
  rmSync(folder, { recursive: true, force: true });
  throw new SetupFailure(
    "CW9504",
    `Python ${python.version} (${python.path}) cannot make a virtual environment:\n${lastLines(output, 4)}`,
    "On Debian and Ubuntu: sudo apt-get install python3-venv. Or name another Python: CELLWEAVE_PYTHON=/path/to/python3",
  );
}

/** @param {string} requirements */
async function install(requirements) {
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--prefer-binary", "--quiet", "-r", requirements];
  const { code, output } = await runCommand(environmentPython, pip, { cwd: root });
  if (code === 0) return;
  throw new SetupFailure(
    "CW9505",
    `pip could not install the packages of ${requirements}:\n${lastLines(output, 8)}`,
    "The first start downloads packages from PyPI: connect to the network, or set pip's proxy or index, then run the command again.",
  );
}
