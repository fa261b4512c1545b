import { readFile } from "node:fs/promises";
import { CodedError } from "@cellweave/engine/errors";
import { zip } from "fflate";
import type { FoundFile } from "./find-files.ts";

/** The same files give the same bytes, whenever they are packed; the format knows no earlier day. */
const mtime = new Date(1980, 0, 1);

/** The files under one folder. Errors: CW9007 where one is missing, CW7012 above `limit` bytes. */
export async function zipOf(folder: string, files: readonly FoundFile[], limit: number): Promise<Uint8Array> {
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (size > limit) throw tooLarge(size, limit);
  const entries: { [path: string]: Uint8Array } = {};
  for (const found of files) entries[`${folder}/${found.file.path}`] = await bytesOf(found);
  return new Promise((resolve, reject) =>
    zip(entries, { mtime, level: 6 }, (error, bytes) => (error ? reject(error) : resolve(bytes))),
  );
}

async function bytesOf({ file, content }: FoundFile): Promise<Uint8Array> {
  if ("text" in content) return Buffer.from(content.text);
  return readFile(content.from).catch((error: Error) => {
    throw new CodedError(
      "CW9007",
      `\`${"from" in file ? file.from : file.path}\`, which the notebook reads, could not be copied: ${error.message}`,
      "Put the file where the notebook looks for it, then export again.",
    );
  });
}

function tooLarge(size: number, limit: number): CodedError {
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1_000_000)} MB`;
  return new CodedError(
    "CW7012",
    `The files are ${megabytes(size)} together, more than the ${megabytes(limit)} that the page can download.`,
    "Write them with `cellweave export` instead.",
  );
}
