import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { lastLines } from "./command.mjs";
import { SetupFailure } from "./failure.mjs";
import { fingerprint, isStamped, writeStamp } from "./fingerprint.mjs";
import { root } from "./root.mjs";

const sources = ["nodes", "engine", "server", "templates", "package-lock.json", "scripts/setup/build-engine.mjs"];
const folder = join(root, "engine", "dist");
const stamp = join(folder, "stamp");
const grammars = ["web-tree-sitter/web-tree-sitter.wasm", "tree-sitter-python/tree-sitter-python.wasm"];

/**
 * The engine's command line and the server as JavaScript in `engine/dist`, with the grammars beside them.
 * @type {import("./run-steps.mjs").Step}
 */
export const engineBuild = {
  title: "Engine and server",
  async current() {
    return isStamped(stamp, fingerprint(root, sources)) ? "up to date" : null;
  },
  async make() {
    const wanted = fingerprint(root, sources);
    forgetEarlierBuild();
    mkdirSync(folder, { recursive: true });
    await bundleEngine();
    copyGrammars();
    copyExportSupport();
    writeStamp(stamp, wanted);
    return "built into engine/dist";
  },
};

/** What esbuild is asked for; `npm run dev` watches the same. */
export const engineBundle = /** @satisfies {import("esbuild").BuildOptions} */ ({
  absWorkingDir: root,
  entryPoints: { cli: "engine/cli.ts" },
  outdir: folder,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: true,
  logLevel: "silent",
  plugins: [
    {
      // Our own packages are bundled; what npm installed stays where it is.
      name: "external-packages",
      /** @param {import("esbuild").PluginBuild} build */
      setup(build) {
        build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
          kind === "entry-point" || path.startsWith("@cellweave/") ? undefined : { path, external: true },
        );
      },
    },
  ],
});

async function bundleEngine() {
  const esbuild = await import("esbuild");
  try {
    await esbuild.build(engineBundle);
  } catch (error) {
    throw new SetupFailure(
      "CW9508",
      `The engine and the server could not be built:\n${error instanceof Error ? lastLines(error.message) : error}`,
      "This is a mistake in the code: npm run check says where. A clean clone builds.",
    );
  }
}

/** The WebAssembly that parses Python, where the built engine looks for it. */
export function copyGrammars() {
  const require = createRequire(join(root, "engine", "package.json"));
  for (const grammar of grammars) copyFileSync(require.resolve(grammar), join(folder, basename(grammar)));
}

/** What exports carry along, where the built engine looks for it. */
export function copyExportSupport() {
  const support = join(root, "engine", "export", "support");
  for (const name of readdirSync(support)) copyFileSync(join(support, name), join(folder, name));
}

/** Chunks are named by their content, so those of earlier builds would stay. */
function forgetEarlierBuild() {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (!name.startsWith("runner.pyz")) rmSync(join(folder, name), { recursive: true });
}
