import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { copyExportSupport, copyGrammars, engineBundle } from "./setup/build-engine.mjs";
import { runnerBuild } from "./setup/build-runner.mjs";
import { describeFailure } from "./setup/failure.mjs";
import { nodeVersion } from "./setup/node-version.mjs";
import { packages } from "./setup/packages.mjs";
import { pythonEnvironment } from "./setup/python-environment.mjs";
import { root } from "./setup/root.mjs";
import { runSteps } from "./setup/run-steps.mjs";

/**
 * `npm run dev [-- FOLDER]`: the server is built and started again at each change, and Vite serves the editor with hot
 * reload on port 5173, passing `/api` on to the server. Both know the fixed token of development.
 */
const port = "8799";
const token = "development";

try {
  await runSteps([nodeVersion, packages, runnerBuild, pythonEnvironment("examples")]);
  mkdirSync(String(engineBundle.outdir), { recursive: true });
  // What is built here changes with each edit: the next npm start builds anew.
  rmSync(join(String(engineBundle.outdir), "stamp"), { force: true });
  copyGrammars();
  copyExportSupport();
  await watchEngine(process.argv.slice(2));
  serveEditor();
} catch (error) {
  console.error(describeFailure(error));
  process.exitCode = 1;
}

/** @param {readonly string[]} parameters */
async function watchEngine(parameters) {
  const esbuild = await import("esbuild");
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let server;
  const restart = () => {
    server?.kill("SIGTERM");
    const command = join(root, "engine", "bin", "cellweave.mjs");
    server = spawn(process.execPath, [command, "serve", ...parameters, "--no-open", "--port", port], {
      stdio: "inherit",
      env: { ...process.env, CELLWEAVE_TOKEN: token },
      cwd: process.env.INIT_CWD ?? process.cwd(),
    });
  };
  const restartAfterBuild = {
    name: "restart",
    /** @param {import("esbuild").PluginBuild} build */
    setup: (build) => build.onEnd(({ errors }) => void (errors.length === 0 && restart())),
  };
  const plugins = [...engineBundle.plugins, restartAfterBuild];
  const context = await esbuild.context({ ...engineBundle, plugins, logLevel: "warning" });
  await context.watch();
  process.on("exit", () => server?.kill("SIGTERM"));
}

function serveEditor() {
  const vite = spawn(process.execPath, [join(root, "node_modules", "vite", "bin", "vite.js")], {
    stdio: "inherit",
    env: { ...process.env, CELLWEAVE_SERVER: `http://127.0.0.1:${port}`, CELLWEAVE_TOKEN: token },
    cwd: join(root, "editor"),
  });
  console.log(`Open http://127.0.0.1:5173/?token=${token}`);
  vite.on("exit", (code) => process.exit(code ?? 1));
}
