import { spawn } from "node:child_process";
import { join } from "node:path";
import { editorBuild } from "./setup/build-editor.mjs";
import { engineBuild } from "./setup/build-engine.mjs";
import { runnerBuild } from "./setup/build-runner.mjs";
import { describeFailure } from "./setup/failure.mjs";
import { nodeVersion } from "./setup/node-version.mjs";
import { packages } from "./setup/packages.mjs";
import { pythonEnvironment } from "./setup/python-environment.mjs";
import { root } from "./setup/root.mjs";
import { runSteps } from "./setup/run-steps.mjs";

/** `npm start [-- NOTEBOOK | FOLDER] [--no-open] [--port N]`: sees to all that Cellweave needs, then serves the editor. */
try {
  await runSteps([nodeVersion, packages, engineBuild, runnerBuild, editorBuild]);
  await makePythonEnvironment();
  serve(process.argv.slice(2));
} catch (error) {
  console.error(describeFailure(error));
  process.exitCode = 1;
}

/** Without it notebooks still open, and still run with another Python that has what they import; so it only warns. */
async function makePythonEnvironment() {
  try {
    await runSteps([pythonEnvironment("examples")]);
  } catch (error) {
    console.error(describeFailure(error));
    console.error(
      "Cellweave starts all the same: choose another Python in the editor, or see to this and start again.\n",
    );
  }
}

/** @param {readonly string[]} parameters */
function serve(parameters) {
  const command = join(root, "engine", "bin", "cellweave.mjs");
  const server = spawn(process.execPath, [command, "serve", ...parameters], {
    stdio: "inherit",
    cwd: process.env.INIT_CWD ?? process.cwd(),
  });
  // A terminal sends Ctrl+C to the server too; this process waits until it has put its runs in order.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => server.kill("SIGTERM"));
  server.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}
