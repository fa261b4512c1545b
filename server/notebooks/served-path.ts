import { realpath } from "node:fs/promises";
import { join, posix, sep } from "node:path";
import { CodedError } from "@cellweave/engine/errors";

export interface ServedFolder {
  /** Absolute, symbolic links resolved. */
  readonly directory: string;
  /** A hidden notebook that was asked for by name when the server was started. */
  readonly notebook: string | null;
}

export interface ServedPath {
  /** Relative to the served folder, with forward slashes. */
  readonly path: string;
  /** Absolute, symbolic links resolved: what is read and written. */
  readonly file: string;
}

/** The existing notebook of this name; throws CW7003 for every path that leads anywhere else, CW7004 where nothing is. */
export async function findNotebook(served: ServedFolder, path: string): Promise<ServedPath> {
  checkNotebookPath(served, path);
  const file = await realpath(join(served.directory, path)).catch(() => null);
  if (file === null) throw missing(path);
  if (!isWithin(served.directory, file) || !file.endsWith(".ipynb")) throw refused(path, "it leads out of the folder");
  return { path, file };
}

const pipelineName = /\.(?:pipeline|ya?ml)$/i;

/** The existing pipeline of another program of this name; errors as those of `findNotebook`. */
export async function findPipeline(served: ServedFolder, path: string): Promise<ServedPath> {
  const place = await placePipeline(served, path);
  const file = await realpath(place.file).catch(() => null);
  if (file === null) throw missing(path);
  if (!isWithin(served.directory, file)) throw refused(path, "it leads out of the folder");
  return { path, file };
}

/** Where a pipeline of this name would lie; its file may not exist. */
export async function placePipeline(served: ServedFolder, path: string): Promise<ServedPath> {
  checkSegments(path);
  if (!pipelineName.test(path)) throw refused(path, "it does not end in .pipeline or .yaml");
  if (path.split("/").some(isHidden)) throw refused(path, "it is hidden");
  const folder = await findFolder(served, posix.dirname(path) === "." ? "" : posix.dirname(path));
  return { path, file: join(folder.file, posix.basename(path)) };
}

/** A place for a new notebook in an existing folder; its file may exist. */
export async function placeNotebook(served: ServedFolder, path: string): Promise<ServedPath> {
  checkNotebookPath(served, path);
  const folder = await findFolder(served, posix.dirname(path) === "." ? "" : posix.dirname(path));
  return { path, file: join(folder.file, posix.basename(path)) };
}

/** An existing folder; "" is the served folder itself. */
export async function findFolder(served: ServedFolder, path: string): Promise<ServedPath> {
  if (path !== "") checkSegments(path);
  if (path.split("/").some(isHidden)) throw refused(path, "it is hidden");
  const file = await realpath(join(served.directory, path)).catch(() => null);
  if (file === null) throw missing(path);
  if (!isWithin(served.directory, file)) throw refused(path, "it leads out of the folder");
  return { path, file };
}

export function isHidden(name: string): boolean {
  return name.startsWith(".");
}

export function isWithin(directory: string, file: string): boolean {
  return file === directory || file.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

function checkNotebookPath({ notebook }: ServedFolder, path: string): void {
  checkSegments(path);
  if (!path.endsWith(".ipynb")) throw refused(path, "it does not end in .ipynb");
  if (path !== notebook && path.split("/").some(isHidden)) throw refused(path, "it is hidden");
}

function checkSegments(path: string): void {
  // A path that changes when it is decoded once more was encoded twice to get past checks like this one.
  for (const spelling of [path, decoded(path)]) {
    if (/[\0\\]/.test(spelling)) throw refused(path, "it holds a character that paths may not hold");
    if (spelling.startsWith("/") || /^[a-z]:/i.test(spelling)) throw refused(path, "it is absolute");
    if (spelling.split("/").some((name) => name === "" || name === "." || name === "..")) {
      throw refused(path, "it does not name every folder on its way");
    }
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function refused(path: string, reason: string): CodedError {
  return new CodedError(
    "CW7003",
    `The path ${JSON.stringify(path)} is refused: ${reason}.`,
    "Name a .ipynb file relative to the served folder.",
  );
}

function missing(path: string): CodedError {
  return new CodedError("CW7004", `There is no ${JSON.stringify(path)} in the served folder.`, "Reload the list.");
}
