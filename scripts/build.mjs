import { editorBuild } from "./setup/build-editor.mjs";
import { engineBuild } from "./setup/build-engine.mjs";
import { runnerBuild } from "./setup/build-runner.mjs";
import { describeFailure } from "./setup/failure.mjs";
import { nodeVersion } from "./setup/node-version.mjs";
import { packages } from "./setup/packages.mjs";
import { runSteps } from "./setup/run-steps.mjs";

/** `npm run build [engine | editor]`: what `npm start` serves, made anew where its sources changed. */
const builds = {
  engine: [engineBuild, runnerBuild],
  editor: [editorBuild],
  all: [engineBuild, runnerBuild, editorBuild],
};

try {
  const wanted = builds[/** @type {keyof typeof builds} */ (process.argv[2] ?? "all")];
  if (!wanted) throw new Error(`npm run build knows ${Object.keys(builds).join(", ")}, not ${process.argv[2]}.`);
  await runSteps([nodeVersion, packages, ...wanted]);
} catch (error) {
  console.error(describeFailure(error));
  process.exitCode = 1;
}
