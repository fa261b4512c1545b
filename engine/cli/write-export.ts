import { copyFile, mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { CodedError } from "../errors.ts";
import type { ExportFile } from "../export/exporter.ts";
import { runnerPath } from "../run/start-run.ts";

/** Writes all files of an export, or none: the folder appears when it is whole. Errors: CW9005, CW9007. */
export async function writeExport(folder: string, files: readonly ExportFile[], notebook: string): Promise<void> {
  const target = resolve(folder);
  const present = await readdir(target).catch(() => null);
  if (present !== null && present.length > 0)
    throw new CodedError(
      "CW9005",
      `The folder ${folder} is not empty.`,
      "Name a folder that does not exist yet, or empty it.",
    );
  await mkdir(dirname(target), { recursive: true });
  const part = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    for (const file of files) await writeFileOf(part, file, dirname(resolve(notebook)));
    if (present !== null) await rmdir(target);
    await rename(part, target);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  }
}

/** Where the bytes of an exported file come from: its text, or the absolute path of a file. */
export function fileOfExport(
  file: ExportFile,
  notebookFolder: string,
): { readonly text: string } | { readonly from: string } {
  if ("text" in file) return { text: file.text };
  return { from: "runner" in file ? runnerPath().replace(/\.unpacked$/, "") : join(notebookFolder, file.from) };
}

async function writeFileOf(folder: string, file: ExportFile, notebookFolder: string): Promise<void> {
  const path = join(folder, ...file.path.split("/"));
  await mkdir(dirname(path), { recursive: true });
  const content = fileOfExport(file, notebookFolder);
  if ("text" in content) await writeFile(path, content.text);
  else await copyData(content.from, path, "from" in file ? file.from : file.path);
}

async function copyData(from: string, to: string, name: string): Promise<void> {
  await copyFile(from, to).catch((error: NodeJS.ErrnoException) => {
    throw new CodedError(
      "CW9007",
      `\`${name}\`, which the notebook reads, could not be copied: ${error.message}`,
      "Put the file where the notebook looks for it, then export again.",
    );
  });
}
