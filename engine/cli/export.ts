import { spawnSync } from "node:child_process";
import { basename } from "node:path";
import { compileForExport } from "../compile-for-export.ts";
import { CodedError } from "../errors.ts";
import { type ExportFormat, exporters } from "../export/index.ts";
import { defaultHome } from "../run/home.ts";
import { readObserved } from "../run/observed-store.ts";
import { observedPath } from "../run/start-run.ts";
import { type Command, exitCodes, type Terminal } from "./command.ts";
import { exportSupport } from "./export-support.ts";
import { loadParser } from "./load-parser.ts";
import { openNotebook } from "./open-notebook.ts";
import { diagnosticLines } from "./print-diagnostics.ts";
import { badUse, onlyNotebook, readOptions } from "./usage.ts";
import { writeExport } from "./write-export.ts";

const formats = Object.entries(exporters)
  .map(([name, { description }]) => `    ${name.padEnd(10)} ${description}`)
  .join("\n");

export const command: Command = {
  usage: "export IN.ipynb --to FORMAT -o DIR [--validate]",
  summary: "Write a notebook as files that other engines run, with the same results",
  help: `  --to FORMAT
${formats}
  -o DIR       a folder that does not exist yet, or is empty
  --validate   have the format's own tool check what was written

What a cell may change in place counts as changed, since other engines can take nothing back. Run the notebook once before:
what its cells were seen to do makes the export more exact.

Exit codes: 0 it was written, 1 the format's tool refused it, 2 the file is not a notebook or the folder is not empty.`,
  async run(parameters, terminal) {
    const { values, positionals } = readOptions(parameters, {
      to: { type: "string" },
      output: { type: "string", short: "o" },
      validate: { type: "boolean" },
    });
    const path = onlyNotebook(positionals);
    const folder = values.output;
    if (typeof folder !== "string") throw badUse("It is not said where to write: give -o DIR");
    const exporter = exporters[formatOf(values.to)];
    const [notebook, parser] = await Promise.all([openNotebook(path), loadParser()]);
    const observed = await readObserved(observedPath(defaultHome(), path));
    const compiled = compileForExport(notebook.flow, { parser, observed });
    const name = basename(path).replace(/\.ipynb$/, "");
    const exported = exporter.render({ ...compiled, name, parser, support: await exportSupport() });
    await writeExport(folder, exported.files, path);
    if (exported.diagnostics.length > 0) terminal.err(diagnosticLines(exported.diagnostics, compiled.flow));
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

function validate(
  validation: { readonly command: readonly string[]; readonly install: string } | null,
  folder: string,
  terminal: Terminal,
): number {
  if (validation === null) return exitCodes.succeeded;
  const [program = "", ...rest] = validation.command;
  const ended = spawnSync(program, rest, { cwd: folder, encoding: "utf8", env: terminal.env });
  if (ended.error)
    throw new CodedError(
      "CW9006",
      `${program}, which checks the files, could not be started.`,
      `Install it (${validation.install}), or leave --validate out.`,
    );
  terminal.err(`${ended.stdout}${ended.stderr}`);
  return ended.status === 0 ? exitCodes.succeeded : exitCodes.failed;
}
