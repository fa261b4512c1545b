import { readFile } from "node:fs/promises";
import type { ExportedFile } from "@cellweave/engine/model/wire";
import type { FoundFile } from "./find-files.ts";

/** Bytes of one file, and of all together, that are sent to be looked at. */
const most = { one: 512 * 1024, all: 16 * 1024 * 1024 };

/** The files with their content, as text where they are text; what is too large comes without. */
export async function shownFiles(files: readonly FoundFile[]): Promise<ExportedFile[]> {
  const shown: ExportedFile[] = [];
  let sent = 0;
  for (const { file, size, content, missing } of files) {
    if (missing) continue;
    const fits = size <= most.one && sent + size <= most.all;
    if (fits) sent += size;
    const { path } = file;
    if (!fits) shown.push({ path, size, tooLarge: true });
    else if ("text" in content) shown.push({ path, size, text: content.text });
    else shown.push({ path, size, ...asText(await readFile(content.from)) });
  }
  return shown;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function asText(bytes: Buffer): { readonly text: string } | { readonly base64: string } {
  try {
    if (!bytes.includes(0)) return { text: decoder.decode(bytes) };
  } catch {
    // It is not text.
  }
  return { base64: bytes.toString("base64") };
}
