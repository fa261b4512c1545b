import type { Diagnostic } from "../../model/diagnostic.ts";
import { cellOf } from "../../model/flow.ts";
import { splitLines } from "../../model/notebook.ts";
import { type ExportStep, exportSteps } from "../export-steps.ts";
import type { Exported, ExportFile } from "../exporter.ts";
import { notebook } from "../notebook/notebook.ts";
import { parametersOf } from "../parameters.ts";
import { stepFile } from "../step-file.ts";
import type { CrateInput } from "./crate-input.ts";
import { crateFiles } from "./files.ts";
import { notebookName } from "./ids.ts";
import { metadata } from "./metadata.ts";

/** A finished run as a Provenance Run Crate: the code, what went in and came out of it, in which Python, and when. */
export function roCrate(input: CrateInput): Exported {
  const { steps } = exportSteps(input);
  const files = crateFiles(input);
  const parameters = parametersOf(input.flow, input.parser);
  const isThere = (path: string) => input.files.get(path) != null;
  const text = JSON.stringify(metadata(input, steps, files, parameters), null, 2);
  const name = notebookName(input);
  return {
    files: [
      { path: "ro-crate-metadata.json", text: `${text}\n` },
      { path: name, text: plainNotebook(input) },
      { path: `results/${name}`, text: executedNotebook(input) },
      ...steps.map((step): ExportFile => ({ path: `steps/${step.id}.py`, text: stepFile(step, input.name, null) })),
      ...files.read.filter(isThere).map((path): ExportFile => ({ path, from: path })),
      ...files.written.filter(isThere).map((path): ExportFile => ({ path: `results/${path}`, from: path })),
    ],
    diagnostics: [...files.read, ...files.written].flatMap((path) => later(path, input, steps)),
    command: "runcrate report .",
    validation: {
      command: ["rocrate-validator", "validate", "--no-paging", "--verbose", "."],
      install: "pip install roc-validator",
    },
  };
}

/** The notebook as it was when it ran. */
function plainNotebook(input: CrateInput): string {
  const [file] = notebook.render({ ...input, options: { outputs: false } }).files;
  return file && "text" in file ? file.text : "";
}

/** The same with all that the cells showed. */
function executedNotebook(input: CrateInput): string {
  const document = JSON.parse(plainNotebook(input));
  const counts = new Map(
    input.run.jobs.flatMap(({ job }) => job.cells.map((cell) => [cellOf(cell.id), cell.executionCount] as const)),
  );
  for (const cell of document.cells) {
    if (cell.cell_type !== "code") continue;
    cell.execution_count = counts.get(cell.id) ?? null;
    cell.outputs = (input.outputs.get(cell.id) ?? []).map((output) =>
      output.output_type === "stream" ? { ...output, text: splitLines(String(output.text)) } : output,
    );
  }
  return `${JSON.stringify(document, null, 1)}\n`;
}

function later(path: string, { files, run }: CrateInput, steps: readonly ExportStep[]): Diagnostic[] {
  const now = files.get(path);
  if (now !== undefined && now !== null && now.changedAt <= run.finishedAt) return [];
  const user = steps.find((step) => step.writes.includes(path) || step.reads.some((read) => read.path === path));
  return [
    {
      code: "CW3942",
      severity: "warning",
      cell: user?.cells[0] ? cellOf(user.cells[0].cell.id) : null,
      message: now
        ? `\`${path}\` was changed after the run, so the crate holds it as it is now.`
        : `\`${path}\` is gone, so the crate only names it.`,
      hint: "Run the notebook again, and export that run.",
      range: null,
    },
  ];
}
