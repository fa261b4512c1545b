import { type Dirent, existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { NotebookEntry, NotebookFolder } from "@cellweave/engine/model/wire";
import { findFolder, findNotebook, findPipeline, isHidden, type ServedFolder } from "./served-path.ts";

const skipped = new Set(["node_modules", "__pycache__", "site-packages", "conda-meta"]);
const bounds = { notebooks: 5_000, folders: 5_000, depth: 16 };

/** The notebooks under the served folder, nearest folders first; no more than 5,000 of them. */
export function listNotebooks(served: ServedFolder): Promise<NotebookEntry[]> {
  return listUnder(served, "notebooks");
}

/** The pipelines of other programs under the served folder, in the same order. */
export function listPipelines(served: ServedFolder): Promise<NotebookEntry[]> {
  return listUnder(served, "pipelines");
}

async function listUnder(served: ServedFolder, kind: "notebooks" | "pipelines"): Promise<NotebookEntry[]> {
  const found: NotebookEntry[] = [];
  let level = [""];
  for (let depth = 0, seen = 0; level.length > 0 && depth < bounds.depth; depth++) {
    const next: string[] = [];
    for (const path of level) {
      if (++seen > bounds.folders || found.length >= bounds.notebooks) return found;
      const folder = await listFolder(served, path).catch(() => null);
      if (!folder) continue;
      found.push(...folder[kind]);
      next.push(...folder.folders.map((inner) => inner.path));
    }
    level = next;
  }
  return found.slice(0, bounds.notebooks);
}

/** One folder: its notebooks and the folders in it, by name; hidden ones, packages and environments left out. */
export async function listFolder(served: ServedFolder, path: string): Promise<NotebookFolder> {
  const folder = await findFolder(served, path);
  const inside = (await readdir(folder.file, { withFileTypes: true })).sort((a, b) => byName(a.name, b.name));
  const shown = inside.filter(({ name }) => !isHidden(name) && !skipped.has(name));
  const folders = shown
    .filter((entry) => entry.isDirectory() && !isEnvironment(join(folder.file, entry.name)))
    .map(({ name }) => ({ name, path: childOf(path, name) }));
  const notebooks = await Promise.all(
    shown.filter(isNotebook).map(({ name }) => entryOf(served, childOf(path, name)).catch(() => null)),
  );
  const pipelines = await Promise.all(
    shown.filter(isPipeline).map(({ name }) => pipelineEntry(served, childOf(path, name)).catch(() => null)),
  );
  return {
    path,
    folders,
    notebooks: notebooks.filter((entry) => entry !== null),
    pipelines: pipelines.filter((entry) => entry !== null),
  };
}

/** Size and time of one notebook; throws where it is not one that is served. */
export async function entryOf(served: ServedFolder, path: string): Promise<NotebookEntry> {
  const { file } = await findNotebook(served, path);
  const { mtimeMs, size } = await stat(file);
  return { path, modifiedAt: Math.round(mtimeMs), size };
}

async function pipelineEntry(served: ServedFolder, path: string): Promise<NotebookEntry> {
  const { file } = await findPipeline(served, path);
  const { mtimeMs, size } = await stat(file);
  return { path, modifiedAt: Math.round(mtimeMs), size };
}

function isPipeline(entry: Dirent): boolean {
  return (entry.isFile() || entry.isSymbolicLink()) && /\.pipeline$|^pipeline\.ya?ml$/i.test(entry.name);
}

function isNotebook(entry: Dirent): boolean {
  return (entry.isFile() || entry.isSymbolicLink()) && entry.name.endsWith(".ipynb");
}

function isEnvironment(folder: string): boolean {
  return existsSync(join(folder, "pyvenv.cfg")) || existsSync(join(folder, "conda-meta"));
}

function childOf(path: string, name: string): string {
  return path === "" ? name : `${path}/${name}`;
}

function byName(a: string, b: string): number {
  return a < b ? -1 : 1;
}
