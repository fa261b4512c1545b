import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lastLines, runCommand } from "./command.mjs";
import { SetupFailure } from "./failure.mjs";
import { root } from "./root.mjs";

/** @typedef {{ packages: Record<string, { version?: string, link?: boolean, optional?: boolean }> }} Lockfile */

/** @type {import("./run-steps.mjs").Step} */
export const packages = {
  title: "Packages",
  async current() {
    const wanted = readLockfile(join(root, "package-lock.json"));
    const present = readLockfile(join(root, "node_modules", ".package-lock.json"));
    return wanted && present && missingPackages(wanted, present).length === 0 ? "up to date" : null;
  },
  async make() {
    const { code, output } = await runCommand("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root });
    if (code === 0) return "installed with npm ci";
    throw new SetupFailure("CW9502", `npm ci did not succeed:\n${lastLines(output)}`, remedy(output));
  },
};

/**
 * What the lockfile asks for and npm's own record of `node_modules` lacks or holds in another version. Optional packages
 * are for other systems.
 * @param {Lockfile} wanted
 * @param {Lockfile} present
 */
export function missingPackages(wanted, present) {
  return Object.entries(wanted.packages)
    .filter(([path, entry]) => path.includes("node_modules/") && !entry.optional)
    .filter(([path, entry]) => present.packages[path]?.version !== entry.version || !present.packages[path])
    .map(([path]) => path);
}

/**
 * @param {string} path
 * @returns {Lockfile | null}
 */
function readLockfile(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
}

/** @param {string} output */
function remedy(output) {
  return /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|network/i.test(output)
    ? "The first start downloads packages from the npm registry: connect to the network, or set npm's proxy or registry, then run the command again."
    : "See npm's message above; removing the folder node_modules and running the command again often helps.";
}
