import { spawn } from "node:child_process";
import { join } from "node:path";
import { browser } from "./setup/browser.mjs";
import { editorBuild } from "./setup/build-editor.mjs";
import { engineBuild, engineBundle } from "./setup/build-engine.mjs";
import { runnerBuild } from "./setup/build-runner.mjs";
import { describeFailure } from "./setup/failure.mjs";
import { nodeVersion } from "./setup/node-version.mjs";
import { packages } from "./setup/packages.mjs";
import { pythonEnvironment } from "./setup/python-environment.mjs";
import { root } from "./setup/root.mjs";
import { runSteps } from "./setup/run-steps.mjs";

/** `npm run bench [-- ROW…]`: builds what is measured, then prints the table of bench/bench.ts. */
try {
  const pythons = [pythonEnvironment("examples"), pythonEnvironment("tests"), pythonEnvironment("backends")];
  await runSteps([nodeVersion, packages, ...pythons, browser, engineBuild, runnerBuild, editorBuild]);
  await measure(process.argv.slice(2));
} catch (error) {
  console.error(describeFailure(error));
  process.exitCode = 1;
}

/** @param {readonly string[]} rows */
async function measure(rows) {
  const esbuild = await import("esbuild");
  const outdir = join(root, "bench", "dist");
  await esbuild.build({ ...engineBundle, entryPoints: { bench: "bench/bench.ts" }, outdir, splitting: false });
  const bench = spawn(process.execPath, [join(outdir, "bench.js"), ...rows], { stdio: "inherit", cwd: root });
  bench.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}
