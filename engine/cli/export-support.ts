import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const files = ["harness.py"] as const;

/** The texts that exports carry along, from beside the built command, else from the sources. */
export async function exportSupport(): Promise<{ readonly [file: string]: string }> {
  const texts = await Promise.all(files.map((file) => readFile(place(file), "utf8")));
  return Object.fromEntries(files.map((file, at) => [file, texts[at] ?? ""]));
}

function place(file: string): string {
  const beside = join(import.meta.dirname, file);
  return existsSync(beside) ? beside : join(import.meta.dirname, "..", "export", "support", file);
}
