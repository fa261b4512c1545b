import { join } from "node:path";
import { runCommand } from "./setup/command.mjs";
import { root } from "./setup/root.mjs";
import { elapsed } from "./setup/run-steps.mjs";

/** `npm run check`: lint and format, types, types of the half that also compiles in a browser, and who imports whom. */
const checks = {
  "lint and format": ["biome", "check", "."],
  types: ["tsc", "-p", "tsconfig.json"],
  "types of the pure half": ["tsc", "-p", "tsconfig.pure.json"],
  "import rules": ["depcruise", "--config", ".dependency-cruiser.cjs", "nodes", "engine", "server", "editor"],
};

const outcomes = await Promise.all(Object.entries(checks).map(([title, command]) => check(title, command)));
process.exitCode = outcomes.every(Boolean) ? 0 : 1;

/**
 * @param {string} title
 * @param {readonly string[]} command
 */
async function check(title, [program = "", ...parameters]) {
  const started = performance.now();
  const { code, output } = await runCommand(join(root, "node_modules", ".bin", program), parameters, { cwd: root });
  console.log(`${code === 0 ? "✓" : "✗"} ${title.padEnd(24)} ${elapsed(started)}`);
  if (code !== 0) console.log(output);
  return code === 0;
}
