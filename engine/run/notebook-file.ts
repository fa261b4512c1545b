import { isUtf8 } from "node:buffer";
import { createHash, randomBytes } from "node:crypto";
import { access, constants, lstat, open, readFile, readlink, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { type Code, CodedError } from "../errors.ts";
import type { NotebookVersion } from "../model/wire.ts";

export interface NotebookText {
  readonly text: string;
  readonly version: NotebookVersion;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** The largest notebook that is opened, in bytes: beyond it the text no longer fits a JavaScript string. */
export const largestNotebook = 400 * 1024 * 1024;

/** The text of a notebook file with the version that `writeNotebookFile` asks for. Errors: CW1004, CW1007, CW1009. */
export async function readNotebookFile(path: string): Promise<NotebookText> {
  const facts = await stat(path).catch(toCoded(path, "read"));
  if (facts.isDirectory()) throw unusable(path, "is a folder", "Name the notebook in it.");
  if (facts.size > largestNotebook) {
    const size = `${Math.round(facts.size / 1024 / 1024)} MB`;
    const hint = "Clear its outputs first: `jupyter nbconvert --clear-output --inplace FILE`.";
    throw new CodedError("CW1007", `${path} has ${size}; notebooks up to 400 MB can be opened.`, hint);
  }
  const bytes = await readFile(path).catch(toCoded(path, "read"));
  if (!isUtf8(bytes)) throw notUtf8(path, bytes);
  return { text: bytes.toString("utf8"), version: versionOf(bytes), size: bytes.length, modifiedAt: facts.mtimeMs };
}

/**
 * Replaces a notebook file in one go, so that a reader sees the old or the new text and a crash loses neither; tells
 * the new version. Mode and symbolic links stay. With a version, refuses (CW1008) when the file is no longer that one;
 * with null it writes whatever is there. Errors: CW1008, CW1009.
 */
export async function writeNotebookFile(
  path: string,
  text: string,
  expected: NotebookVersion | null,
): Promise<NotebookVersion> {
  const target = await linkTarget(path);
  const old = await stat(target).catch(() => null);
  if (old !== null) await access(target, constants.W_OK).catch(toCoded(path, "written"));
  const bytes = Buffer.from(text, "utf8");
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await writeThrough(temporary, bytes, old);
    if (expected !== null) await refuseChanged(path, target, expected);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    return toCoded(path, "written")(error);
  }
  await syncFolder(dirname(target));
  return versionOf(bytes);
}

export function versionOf(bytes: Uint8Array | string): NotebookVersion {
  return createHash("sha256").update(bytes).digest("hex");
}

async function writeThrough(path: string, bytes: Uint8Array, old: Awaited<ReturnType<typeof stat>> | null) {
  const file = await open(path, "wx", 0o666);
  try {
    if (old !== null) {
      await file.chmod(Number(old.mode) & 0o7777);
      // Only root may give a file to another; anyone else's rename keeps the owner it had anyway.
      await file.chown(Number(old.uid), Number(old.gid)).catch(() => undefined);
    }
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function refuseChanged(path: string, target: string, expected: NotebookVersion): Promise<void> {
  const now = await readFile(target).then(versionOf, () => null);
  if (now === expected) return;
  const what = now === null ? "was deleted" : "was changed by another program";
  const hint = "Open it again to see what changed; nothing was written.";
  throw new CodedError("CW1008", `${path} ${what} since it was read.`, hint);
}

async function linkTarget(path: string): Promise<string> {
  let target = resolve(path);
  for (let hop = 0; hop < 40; hop++) {
    const facts = await lstat(target).catch(() => null);
    if (facts?.isSymbolicLink() !== true) return target;
    target = resolve(dirname(target), await readlink(target));
  }
  throw unusable(path, "is a symbolic link in a circle", "Point the link at a file.");
}

// The rename itself must reach the disk; some file systems cannot sync a folder, and then there is nothing to do.
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

function notUtf8(path: string, bytes: Buffer): CodedError {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const what = utf16 ? "is UTF-16" : bytes.includes(0) ? "is not text" : "is not valid UTF-8";
  return new CodedError(
    "CW1004",
    `${path} ${what}, so it is not a notebook as Jupyter writes it.`,
    "Convert it to UTF-8, or restore it from version control; nothing was changed.",
  );
}

const worldFailures: { readonly [errno: string]: readonly [Code, string, string] } = {
  ENOENT: ["CW1009", "does not exist", "Check the path."],
  EACCES: ["CW1009", "may not be %s by this user", "Change its permissions, or work on a copy."],
  EPERM: ["CW1009", "may not be %s by this user", "Change its permissions, or work on a copy."],
  EROFS: ["CW1009", "is on a file system that is read-only", "Work on a copy elsewhere."],
  ENOSPC: ["CW1009", "could not be written: the disk is full", "Make room and save again; the file is as it was."],
  EDQUOT: ["CW1009", "could not be written: the quota is used up", "Make room and save again; the file is as it was."],
  ENOTDIR: ["CW1009", "does not exist: part of its path is a file", "Check the path."],
  ELOOP: ["CW1009", "is a symbolic link in a circle", "Point the link at a file."],
  ENAMETOOLONG: ["CW1009", "has a name that is too long", "Shorten it."],
};

function toCoded(path: string, deed: "read" | "written"): (error: unknown) => never {
  return (error) => {
    if (error instanceof CodedError) throw error;
    const errno = (error as NodeJS.ErrnoException).code ?? "";
    const hint = "See the reason, mend it and try again; the file is as it was.";
    const [code, what, remedy] = worldFailures[errno] ?? ["CW1009", `could not be ${deed}: ${String(error)}`, hint];
    throw new CodedError(code, `${path} ${what.replace("%s", deed)}.`, remedy, { cause: error });
  };
}

function unusable(path: string, what: string, hint: string): CodedError {
  return new CodedError("CW1009", `${path} ${what}.`, hint);
}
