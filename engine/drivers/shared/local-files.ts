import type { Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { digestOf } from "./object-transfer.ts";

export interface LocalFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly size: number;
  readonly mode: number;
  /** Changes whenever the content may have. */
  readonly mark: string;
}

export interface LocalListing {
  readonly files: readonly LocalFile[];
  readonly folders: readonly string[];
  /** There were more than anybody wants to carry. */
  readonly cut: boolean;
}

const mostFiles = 10_000;
const leftOut = new Set(["__pycache__", "node_modules"]);

/** Whether a file of this path below the folder travels: nothing hidden, no notebooks. */
export function travels(path: string): boolean {
  return !path.endsWith(".ipynb") && !path.split("/").some((part) => part.startsWith(".") || leftOut.has(part));
}

/** What lies below a folder and may travel; `except` are folders that are somebody else's. */
export async function listLocal(folder: string, except: readonly string[]): Promise<LocalListing> {
  const files: LocalFile[] = [];
  const folders: string[] = [];
  const open = [""];
  for (let path = open.shift(); path !== undefined && files.length < mostFiles; path = open.shift()) {
    const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(() => []);
    // A virtual environment is for this machine only.
    if (entries.some(({ name }) => name === "pyvenv.cfg")) continue;
    if (path !== "") folders.push(path);
    for (const entry of entries) {
      const below = path === "" ? entry.name : `${path}/${entry.name}`;
      if (!travels(below)) continue;
      if (entry.isDirectory()) {
        if (!except.includes(join(folder, below))) open.push(below);
        continue;
      }
      const facts = await stat(join(folder, below)).catch(() => null);
      if (facts?.isFile()) files.push(fileOf(below, facts));
    }
  }
  return { files, folders, cut: files.length >= mostFiles };
}

function fileOf(path: string, { size, mode, mtimeMs, ctimeMs, ino }: Stats): LocalFile {
  return { path, size, mode: mode & 0o777, mark: `${size} ${mtimeMs} ${ctimeMs} ${ino}` };
}

/** Digests of files; one that has not changed since is not read again. */
export function localDigests(folder: string): (file: LocalFile) => Promise<string | null> {
  const known = new Map<string, { readonly mark: string; readonly digest: string }>();
  return async ({ path, mark }) => {
    const before = known.get(path);
    if (before?.mark === mark) return before.digest;
    // Gone or unreadable in the meantime.
    const digest = await digestOf(join(folder, ...path.split("/"))).catch(() => null);
    if (digest !== null) known.set(path, { mark, digest });
    return digest;
  };
}

/** The path below a folder of the target, with `/`; null for one that is elsewhere. */
export function below(folder: string, path: string): string | null {
  if (!path.startsWith(`${folder}/`)) return null;
  const rest = path.slice(folder.length + 1);
  return rest.split("/").some((part) => part === "" || part === "." || part === ".." || part.includes(sep))
    ? null
    : rest;
}
