import { constants } from "node:fs";
import { cp, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Flow } from "../../model/flow.ts";
import { isRunning } from "../objects/is-running.ts";

const mostBytes = 500_000_000;
const mostFiles = 20_000;
/** What no cell reads and what would take long to copy. */
const leftAside = new Set([".git", "node_modules", ".venv", "venv", "__pycache__", ".ipynb_checkpoints"]);

/** Where both runs work: the same path each time, with the notebook's files as they were. */
export interface WorkFolder {
  readonly path: string;
  /** Why it is the notebook's own folder, which keeps what the first run wrote; null when it is a copy. */
  readonly shared: string | null;
  /** Puts everything back as it was at the start. */
  renew(): Promise<void>;
}

/** A copy of the notebook's folder, or the folder itself where it cannot be copied. */
export async function workFolder(folder: string, flow: Flow, scratch: string): Promise<WorkFolder> {
  const shared = await reasonToShare(folder, flow);
  if (shared !== null) return { path: folder, shared, renew: async () => {} };
  const path = join(scratch, "work");
  let times = 0;
  return {
    path,
    shared,
    renew: async () => {
      // The former one stays, so that files that are still being written end up there.
      if (times > 0) await rename(path, join(scratch, `work-${times}`));
      times++;
      await copyFolder(folder, path, scratch);
    },
  };
}

async function reasonToShare(folder: string, flow: Flow): Promise<string | null> {
  const code = flow.cells.filter((cell) => cell.kind === "code");
  if (code.some(({ source }) => /["'\s=]\.\.(?:[/\\"']|$)/m.test(source)))
    return "The notebook reaches out of its folder (`..`), so both runs worked there, and the second found the files that the first had written.";
  if (await isSmall(folder)) return null;
  return "The notebook's folder is too large to copy, so both runs worked in it, and the second found the files that the first had written.";
}

async function isSmall(folder: string): Promise<boolean> {
  const left = { bytes: mostBytes, files: mostFiles };
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of await readdir(next, { withFileTypes: true })) {
      if (leftAside.has(entry.name)) continue;
      const path = join(next, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) left.bytes -= (await stat(path)).size;
      left.files--;
      if (left.bytes < 0 || left.files < 0) return false;
    }
  }
  return true;
}

async function copyFolder(from: string, to: string, scratch: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const name of await readdir(from)) {
    const source = join(from, name);
    // A folder cannot be copied into itself: the scratch folder may lie within.
    if (leftAside.has(name) || `${scratch}/`.startsWith(`${source}/`)) continue;
    await cp(source, join(to, name), {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
      filter: (path) => !leftAside.has(basename(path)),
    });
  }
}

/** Takes away the folder of a verification, and those of processes that did not get to it. */
export async function removeScratch(parent: string, own: string): Promise<void> {
  await rm(own, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  for (const name of await readdir(parent).catch(() => [])) {
    const pid = Number(name.split("-")[0]);
    if (Number.isInteger(pid) && !isRunning(pid)) await rm(join(parent, name), { recursive: true, force: true });
  }
}
