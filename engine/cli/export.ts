import { CodedError } from "../errors.ts";
import type { Exported, Exporter } from "../export/exporter.ts";
import { type ExportFormat, exporters } from "../export/index.ts";
import { defaultHome } from "../run/home.ts";
import { checkWithTool } from "./check-with-tool.ts";
import { type Command, exitCodes, type Terminal } from "./command.ts";
import { readExportOptions } from "./export-options.ts";
import { exportRun, loginName } from "./export-run.ts";
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
  usage: "export IN.ipynb --to FORMAT -o DIR [--option NAME=VALUE] [--run ID] [--validate]",
  summary: "Write a notebook as files that other engines run, with the same results",
  help: `  --to FORMAT
${formats}
    ${"ro-crate".padEnd(10)} A finished run: the code, what went in and came out of it, in which Python, and when.
  -o DIR       a folder that does not exist yet, or is empty
  --option     what the format lets you choose: ${choices}
  --run ID     the run that an ro-crate tells of, else the last one that has ended
  --person     who ran it, else the name of this login; --person "" leaves it out
  --license    the address of the licence that an ro-crate is given under
  --validate   have the format's own tool check what was written

What a cell may change in place counts as changed, since other engines can take nothing back. Run the notebook once before:
what its cells were seen to do makes the export more exact.

Exit codes: 0 it was written, 1 the format's tool refused it, 2 the file is not a notebook or the folder is not empty.`,
  async run(parameters, terminal) {
    const { values, positionals } = readOptions(parameters, {
      to: { type: "string" },
      output: { type: "string", short: "o" },
      option: { type: "string", multiple: true },
      run: { type: "string" },
      person: { type: "string" },
      license: { type: "string" },
      validate: { type: "boolean" },
    });
    const path = onlyNotebook(positionals);
    const folder = values.output;
    if (typeof folder !== "string") throw badUse("It is not said where to write: give -o DIR");
    const { flow, exported } =
      values.to === "ro-crate" ? await exportedRun(path, values) : await exportedFlow(path, values);
    await writeExport(folder, exported.files, path);
    if (exported.diagnostics.length > 0) terminal.err(diagnosticLines(exported.diagnostics, flow));
    terminal.out(
      `${exported.files.length} files written to ${folder}\nTo run it: cd ${folder} && ${exported.command}\n`,
    );
    return values.validate ? validate(exported.validation, folder, terminal) : exitCodes.succeeded;
  },
};

interface Values {
  readonly to?: string;
  readonly option?: string[];
  readonly run?: string;
  readonly person?: string;
  readonly license?: string;
}

async function exportedFlow(path: string, values: Values) {
  const format = formatOf(values.to);
  for (const name of ["run", "person", "license"] as const)
    if (values[name] !== undefined) throw badUse(`--${name} is for --to ro-crate only`);
  const { settings }: Exporter = exporters[format];
  const options = readExportOptions(values.option ?? [], settings);
  const [notebook, parser] = await Promise.all([openNotebook(path), loadParser()]);
  return renderExport({ format, notebookPath: path, flow: notebook.flow, options, home: defaultHome(), parser });
}

async function exportedRun(path: string, { run, person, license, option }: Values) {
  if (option !== undefined) throw badUse("An ro-crate has no options");
  const [notebook, parser] = await Promise.all([openNotebook(path), loadParser()]);
  return exportRun({
    ...{ notebookPath: path, flow: notebook.flow, home: defaultHome(), parser },
    ...{ run: run ?? null, person: (person ?? loginName()) || null, license: license ?? null },
  });
}

function formatOf(text: unknown): ExportFormat {
  const names = [...Object.keys(exporters), "ro-crate"].join(", ");
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
