import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const engine = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folder of sample notebooks: odd layouts, old formats, hostile contents. */
export const samplesFolder = join(engine, "samples", "notebooks");

export const sampleNames = notebooksIn(samplesFolder);

/** Files that are not notebooks that can be opened. */
export const refusedNames = notebooksIn(join(samplesFolder, "refused"));

export function readSample(name: string): string {
  return readFileSync(join(samplesFolder, name), "utf8");
}

function notebooksIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  return names.sort();
}
