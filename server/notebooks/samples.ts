import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseNotebook } from "@cellweave/engine/compile";
import { CodedError } from "@cellweave/engine/errors";
import type { Sample } from "@cellweave/engine/model/wire";

/** The notebooks that come with Cellweave, by name; none where the installation has no examples. */
export async function listSamples(folder: string | null): Promise<Sample[]> {
  const files = folder === null ? [] : (await readdir(folder)).filter((name) => name.endsWith(".ipynb")).sort();
  return Promise.all(
    files.map(async (file) => describe(file.replace(/\.ipynb$/, ""), await readFile(join(folder ?? "", file), "utf8"))),
  );
}

export async function readSample(folder: string | null, name: string): Promise<string> {
  const samples = await listSamples(folder);
  if (folder !== null && samples.some((sample) => sample.name === name)) {
    return readFile(join(folder, `${name}.ipynb`), "utf8");
  }
  throw new CodedError("CW7011", `There is no sample called ${name}.`, "GET /api/samples lists them.");
}

/** The first heading is the title, the text under it the description. */
function describe(name: string, text: string): Sample {
  const { cells } = parseNotebook(text).flow;
  const lines = cells.find(({ kind }) => kind === "markdown")?.source.split("\n") ?? [];
  const title = lines.find((line) => line.startsWith("#"))?.replace(/^#+\s*/, "") ?? name;
  const prose = lines.filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return { name, title, description: prose.join(" "), cells: cells.length };
}
