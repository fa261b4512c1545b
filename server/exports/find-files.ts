import { realpath, stat } from "node:fs/promises";
import { type ExportFile, fileOfExport } from "@cellweave/engine";
import type { Diagnostic } from "@cellweave/engine/model/diagnostic";
import { isWithin } from "../notebooks/served-path.ts";

/** A file of an export with what there is of it now. */
export interface FoundFile {
  readonly file: ExportFile;
  readonly size: number;
  readonly content: { readonly text: string } | { readonly from: string };
  readonly missing: boolean;
}

interface Found {
  readonly files: readonly FoundFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Where the bytes of an export are. A link that leads out of the served folder is not followed: it is left out, and told. */
export async function findFiles(files: readonly ExportFile[], folder: string, served: string): Promise<Found> {
  const found = await Promise.all(files.map((file) => findFile(file, folder, served)));
  return {
    files: found.flatMap((each) => ("file" in each ? [each] : [])),
    diagnostics: found.flatMap((each) => ("file" in each ? (each.missing ? [missingData(each.file)] : []) : [each])),
  };
}

async function findFile(file: ExportFile, folder: string, served: string): Promise<FoundFile | Diagnostic> {
  const content = fileOfExport(file, folder);
  if ("text" in content) return { file, content, size: Buffer.byteLength(content.text), missing: false };
  if ("from" in file) {
    const real = await realpath(content.from).catch(() => null);
    if (real !== null && !isWithin(served, real)) return leadsOut(file.from);
  }
  const facts = await stat(content.from).catch(() => null);
  return { file, content, size: facts?.size ?? 0, missing: !facts?.isFile() };
}

function leadsOut(path: string): Diagnostic {
  return {
    code: "CW3901",
    severity: "warning",
    cell: null,
    message: `\`${path}\`, which the notebook reads, leads out of the served folder and is not exported.`,
    hint: "Put a copy of the file beside the notebook, or export with the command line.",
    range: null,
  };
}

function missingData(file: ExportFile): Diagnostic {
  return {
    code: "CW9007",
    severity: "error",
    cell: null,
    message: `\`${"from" in file ? file.from : file.path}\`, which the notebook reads, is not there.`,
    hint: "Put the file where the notebook looks for it, then export again.",
    range: null,
  };
}
