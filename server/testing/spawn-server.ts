import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { onTestFinished } from "vitest";
import { token } from "./serve-folder.ts";

const root = join(import.meta.dirname, "..", "..");
/** Inside the repository, so that the packages the bundle leaves out are found. */
const folder = join(root, "node_modules", ".cache", "cellweave-server-test");

export interface SpawnedServer {
  readonly url: string;
  /** As the system's out-of-memory killer does it: at once, with no chance to put anything in order. */
  kill(): Promise<void>;
}

let bundled: Promise<string> | null = null;

/** The server as JavaScript, as `npm run build` makes it; returns its file. */
export function bundleServer(): Promise<string> {
  bundled ??= bundle();
  return bundled;
}

async function bundle(): Promise<string> {
  await build({
    absWorkingDir: root,
    entryPoints: [join(import.meta.dirname, "serve-process.ts")],
    outdir: folder,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    plugins: [
      {
        name: "external-packages",
        setup({ onResolve }) {
          onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === "entry-point" || path.startsWith("@cellweave/") ? undefined : { path, external: true },
          );
        },
      },
    ],
  });
  return join(folder, "serve-process.js");
}

/** A server in a process of its own, listening; killed after the test. */
export async function spawnServer(script: string, directory: string, home: string): Promise<SpawnedServer> {
  const env = { ...process.env, CELLWEAVE_RUNNER: join(root, "engine", "dist", "runner.pyz") };
  const server = spawn(process.execPath, [script, directory, home, token], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => end(server));
  const [line] = (await once(createInterface(server.stdout), "line")) as [string];
  return { url: new URL(line).origin, kill: () => end(server) };
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, "exit");
  server.kill("SIGKILL");
  await gone;
}
