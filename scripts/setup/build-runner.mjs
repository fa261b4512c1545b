import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { lastLines, runCommand } from "./command.mjs";
import { SetupFailure } from "./failure.mjs";
import { findPython } from "./find-python.mjs";
import { fingerprint, isStamped, writeStamp } from "./fingerprint.mjs";
import { root } from "./root.mjs";

const archive = join(root, "engine", "dist", "runner.pyz");
const stamp = `${archive}.stamp`;
const wanted = () => fingerprint(root, ["engine/runner"]);

/**
 * The Python that runs on targets, as one zip application beside the built engine.
 * @type {import("./run-steps.mjs").Step}
 */
export const runnerBuild = {
  title: "Runner",
  async current() {
    return isStamped(stamp, wanted()) ? "up to date" : null;
  },
  async make() {
    const python = await findPython();
    mkdirSync(dirname(archive), { recursive: true });
    const { code, output } = await runCommand(python.path, [join(root, "engine", "runner", "build.py"), archive]);
    if (code !== 0) {
      throw new SetupFailure(
        "CW9510",
        `The runner could not be packed with ${python.path}:\n${lastLines(output)}`,
        "Name another Python with CELLWEAVE_PYTHON=/path/to/python3; a clean clone packs.",
      );
    }
    writeStamp(stamp, wanted());
    return `packed with Python ${python.version}`;
  },
};
