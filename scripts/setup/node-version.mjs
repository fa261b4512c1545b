import { SetupFailure } from "./failure.mjs";

const needed = /** @type {const} */ ([20, 19]);

/** @type {import("./run-steps.mjs").Step} */
export const nodeVersion = {
  title: "Node",
  async current() {
    if (!isNewEnough(process.versions.node)) {
      throw new SetupFailure(
        "CW9501",
        `Cellweave needs Node ${needed.join(".")} or newer, and this is Node ${process.versions.node}.`,
        "Install Node 20, 22 or 24 from your package manager or https://nodejs.org, then run the command again.",
      );
    }
    return process.versions.node;
  },
  async make() {
    return process.versions.node;
  },
};

/** @param {string} version */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}
