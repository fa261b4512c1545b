import { readFileSync, realpathSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { CodedError } from "../errors.ts";
import type { Assembled } from "../import/assemble.ts";
import { importPipeline } from "../import/index.ts";
import type { PythonParser } from "../python/parser.ts";

export interface ImportOptions {
  readonly parser: PythonParser;
  /** An absolute folder, links resolved, that no file of the pipeline may lie outside of; null where any may. */
  readonly within: string | null;
  /** The pipeline's text, where the file at `path` does not hold it. */
  readonly text?: string;
  /** Files that came with it, by name: they are taken before those on disk. */
  readonly files?: { readonly [name: string]: string };
}

const largest = 64 * 1024 * 1024;

/** The pipeline at this path as a notebook, with the files that it names. Errors: CW1009, CW3921. */
export async function importPipelineFile(
  path: string,
  { parser, within, text, files = {} }: ImportOptions,
): Promise<Assembled> {
  const folder = dirname(resolve(path));
  const given = text ?? (await readFile(path, "utf8").catch((error: Error) => unreadable(path, error)));
  const read = (file: string) => carried(files, file) ?? readWithin(folder, file, within);
  return importPipeline(given, basename(path), { parser, read });
}

function carried(files: { readonly [name: string]: string }, file: string): string | null {
  const name = [file, file.split("/").at(-1) ?? ""].find((each) => Object.hasOwn(files, each));
  return name === undefined ? null : (files[name] ?? null);
}

function readWithin(folder: string, file: string, within: string | null): string | null {
  // A pipeline runs notebooks and scripts; what is hidden (`.env`) is none, and would be shown in the notebook.
  if (file.split("/").some((name) => /^\.[^./]/.test(name))) return null;
  try {
    const real = realpathSync(join(folder, file));
    if (within !== null && real !== within && !real.startsWith(within.endsWith(sep) ? within : within + sep))
      return null;
    const facts = statSync(real);
    return facts.isFile() && facts.size <= largest ? readFileSync(real, "utf8") : null;
  } catch {
    return null;
  }
}

function unreadable(path: string, error: Error): never {
  throw new CodedError("CW1009", `${path} could not be read: ${error.message}.`, "Name a file that exists.");
}
