import { CodedError } from "../errors.ts";
import type { Exported, Exporter } from "../export/exporter.ts";
import { type ExportFormat, exporters } from "../export/index.ts";
import { defaultHome } from "../run/home.ts";
import { checkWithTool } from "./check-with-tool.ts";
import { type Command, exitCodes, type Terminal } from "./command.ts";
import { readExportOptions } from "./export-options.ts";
import { loadParser } from "./load-parser.ts";
import { openNotebook } from "./open-notebook.ts";
import { diagnosticLines } from "./print-diagnostics.ts";
import { renderExport } from "./render-export.ts";
import { badUse, onlyNotebook, readOptions } from "./usage.ts";
import { writeExport } from "./write-export.ts";

const formats = Object.entries(exporters)
  .map(([name, { description }]) => `    ${name.padEnd(10)} ${description}`)
  .join("\n");

const choices = Object.entries(exporters as { readonly [name: string]: Exporter })
  .flatMap(([format, { settings = {} }]) =>
    Object.entries(settings).map(
      ([name, schema]) => `${name}=${schema.default} (${format}: ${schema.title.toLowerCase()})`,
    ),
  )
  .join(", ");

export const command: Command = {
  usage: "export IN.ipynb --to FORMAT -o DIR [--option NAME=VALUE] [--validate]",
  summary: "Write a notebook as files that other engines run, with the same results",
  help: `  --to FORMAT
${formats}
  -o DIR       a folder that does not exist yet, or is empty
  --option     what the format lets you choose: ${choices}
  --validate   have the format's own tool check what was written

What a cell may change in place counts as changed, since other engines can take nothing back. Run the notebook once before:
what its cells were seen to do makes the export more exact.

Exit codes: 0 it was written, 1 the format's tool refused it, 2 the file is not a notebook or the folder is not empty.`,
  async run(parameters, terminal) {
    const { values, positionals } = readOptions(parameters, {
      to: { type: "string" },
      output: { type: "string", short: "o" },
      option: { type: "string", multiple: true },
      validate: { type: "boolean" },
    });
    const path = onlyNotebook(positionals);
    const folder = values.output;
    if (typeof folder !== "string") throw badUse("It is not said where to write: give -o DIR");
    const format = formatOf(values.to);
    const { settings }: Exporter = exporters[format];
    const options = readExportOptions(values.option ?? [], settings);
    const [notebook, parser] = await Promise.all([openNotebook(path), loadParser()]);
    const { flow, exported } = await renderExport({
      format,
      notebookPath: path,
      flow: notebook.flow,
      options,
      home: defaultHome(),
      parser,
    });
    await writeExport(folder, exported.files, path);
    if (exported.diagnostics.length > 0) terminal.err(diagnosticLines(exported.diagnostics, flow));
    terminal.out(
      `${exported.files.length} files written to ${folder}\nTo run it: cd ${folder} && ${exported.command}\n`,
    );
    return values.validate ? validate(exported.validation, folder, terminal) : exitCodes.succeeded;
  },
};

function formatOf(text: unknown): ExportFormat {
  const names = Object.keys(exporters).join(", ");
  if (typeof text !== "string") throw badUse(`It is not said what to export to: give --to ${names}`);
  if (!Object.hasOwn(exporters, text)) throw badUse(`There is no export to "${text}", only to ${names}`);
  return text as ExportFormat;
}

async function validate(validation: Exported["validation"], folder: string, terminal: Terminal): Promise<number> {
  if (validation === null) return exitCodes.succeeded;
  const checked = await checkWithTool(validation, folder, { env: terminal.env });
  if (!("output" in checked))
    throw new CodedError(
      "CW9006",
      `${checked.program}, which checks the files, could not be started.`,
      `Install it (${validation.install}), or leave --validate out.`,
    );
  terminal.err(`${checked.output}\n`);
  return checked.verdict === "accepted" ? exitCodes.succeeded : exitCodes.failed;
}
