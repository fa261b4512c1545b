import { writeFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { CodedError } from "../errors.ts";
import { parseNotebook } from "../phases/1-parse/parse-notebook.ts";
import { type Command, exitCodes } from "./command.ts";
import { importPipelineFile } from "./import-pipeline-file.ts";
import { loadParser } from "./load-parser.ts";
import { diagnosticLines } from "./print-diagnostics.ts";
import { badUse, onlyNotebook, readOptions } from "./usage.ts";

export const command: Command = {
  usage: "import IN.pipeline -o OUT.ipynb",
  summary: "Make a notebook of an Elyra or Ploomber pipeline",
  help: `  IN           an Elyra .pipeline file, or the pipeline.yaml of a Ploomber project
  -o OUT.ipynb a notebook that does not exist yet; beside IN, paths in the cells stay right

Each node becomes a section of cells that run after those of the nodes it waits for. Environment variables and the cells
tagged \`parameters\` become the one cell of parameters at the top. What does not map is listed.

Exit codes: 0 it was written, 2 the file is no pipeline or OUT exists already.`,
  async run(parameters, terminal) {
    const { values, positionals } = readOptions(parameters, { output: { type: "string", short: "o" } });
    const path = onlyNotebook(positionals);
    const out = values.output;
    if (typeof out !== "string") throw badUse("It is not said where to write: give -o OUT.ipynb");
    const { text, diagnostics } = await importPipelineFile(path, {
      parser: await loadParser(),
      within: null,
    });
    await writeNew(out, text);
    const { flow } = parseNotebook(text);
    if (diagnostics.length > 0) terminal.err(diagnosticLines(diagnostics, flow));
    const cells = flow.cells.filter(({ kind }) => kind === "code").length;
    terminal.out(`${basename(path)} is now ${out}, with ${cells} code cells\n${elsewhere(path, out)}`);
    return exitCodes.succeeded;
  },
};

async function writeNew(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST")
      throw new CodedError("CW9008", `${path} exists already.`, "Name a file that does not exist yet.");
    throw new CodedError("CW1009", `${path} could not be written: ${error.message}.`, "Choose another folder.");
  });
}

function elsewhere(path: string, out: string): string {
  const [from, to] = [dirname(resolve(path)), dirname(resolve(out))];
  return from === to ? "" : `Files that its cells read are in ${from}: paths in them may have to change.\n`;
}
