import { join } from "node:path";
import { lastLines, runCommand } from "./command.mjs";
import { SetupFailure } from "./failure.mjs";
import { fingerprint, isStamped, writeStamp } from "./fingerprint.mjs";
import { root } from "./root.mjs";

const sources = [
  ...["editor", "nodes", "templates", "package-lock.json", "scripts/setup/build-editor.mjs"],
  ...["advise.ts", "compile.ts", "errors.ts", "package.json", "model", "python", "phases", "export"].map(
    (path) => `engine/${path}`,
  ),
];
const stamp = join(root, "editor", "dist", "stamp");

/**
 * The editor's page and scripts in `editor/dist`, which the server serves.
 * @type {import("./run-steps.mjs").Step}
 */
export const editorBuild = {
  title: "Editor",
  async current() {
    return isStamped(stamp, fingerprint(root, sources)) ? "up to date" : null;
  },
  async make() {
    const wanted = fingerprint(root, sources);
    const vite = [join(root, "node_modules", "vite", "bin", "vite.js"), "build", "--logLevel", "warn"];
    const { code, output } = await runCommand(process.execPath, vite, { cwd: join(root, "editor") });
    if (code !== 0) {
      throw new SetupFailure(
        "CW9509",
        `The editor could not be built:\n${lastLines(output)}`,
        "This is a mistake in the code: npm run check says where. A clean clone builds.",
      );
    }
    writeStamp(stamp, wanted);
    return "built into editor/dist";
  },
};
