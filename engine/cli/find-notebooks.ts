import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CodedError } from "../errors.ts";

const left = new Set(["node_modules", "__pycache__"]);

/** The notebooks that files and folders name, folders searched through to the bottom, in order. Errors: CW1009. */
export async function findNotebooks(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map(notebooksAt));
  return found.flat();
}

async function notebooksAt(path: string): Promise<string[]> {
  const facts = await stat(path).catch(() => null);
  if (facts === null) throw new CodedError("CW1009", `${path} does not exist.`, "Check the path.");
  return facts.isDirectory() ? notebooksUnder(path) : [path];
}

// Hidden folders are left out: Jupyter keeps its checkpoints in one.
async function notebooksUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith(".") && !left.has(entry.name)) {
      found.push(...(await notebooksUnder(path)));
    } else if (entry.isFile() && entry.name.endsWith(".ipynb")) found.push(path);
  }
  return found;
}
