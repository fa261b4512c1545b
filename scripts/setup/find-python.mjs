import { runCommand } from "./command.mjs";
import { SetupFailure } from "./failure.mjs";

/**
 * @typedef {object} Python
 * @property {string} path the interpreter itself, not a shim that starts it
 * @property {string} version
 * @property {boolean} makesEnvironments false where Debian left `ensurepip` out
 */

const candidates = [
  process.env.CELLWEAVE_PYTHON,
  "python3",
  "python",
  "/usr/bin/python3",
  ...["3.14", "3.13", "3.12", "3.11", "3.10", "3.9"].map((version) => `python${version}`),
].filter((candidate) => candidate !== undefined);

const question = `
import importlib.util, json, platform, sys
makes = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
print(json.dumps({"path": sys.executable, "version": platform.python_version(), "makesEnvironments": bool(makes)}))
`;

/**
 * The first Python ≥ 3.9 that can make a virtual environment, else the first Python ≥ 3.9.
 * @returns {Promise<Python>}
 */
export async function findPython() {
  const found = [];
  for (const candidate of candidates) {
    const python = await ask(candidate);
    if (!python) continue;
    found.push(python);
    if (isRecent(python.version) && python.makesEnvironments) return python;
  }
  const recent = found.find((python) => isRecent(python.version));
  if (recent) return recent;
  throw new SetupFailure(
    "CW9503",
    found[0]
      ? `The newest Python found is ${found[0].version}; Cellweave runs cells with Python 3.9 or newer.`
      : "No Python was found on this machine.",
    "Install Python (Debian and Ubuntu: sudo apt-get install python3 python3-venv), or name one: CELLWEAVE_PYTHON=/path/to/python3 npm start",
  );
}

/**
 * @param {string} candidate
 * @returns {Promise<Python | null>}
 */
async function ask(candidate) {
  const { code, stdout } = await runCommand(candidate, ["-I", "-c", question]);
  return code === 0 ? JSON.parse(stdout) : null;
}

/** @param {string} version */
export function isRecent(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major === 3 && minor >= 9;
}
