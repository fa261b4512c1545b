import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkFiles, checkWithTool, exportName, toolName, writeExport } from "@cellweave/engine";
import { applyEdits, type PythonParser } from "@cellweave/engine/compile";
import { CodedError } from "@cellweave/engine/errors";
import type { ExportFormatEntry, ExportReply, ExportRequest, ToolVerdict } from "@cellweave/engine/model/wire";
import type { ServerConfig } from "../config.ts";
import type { Notebooks } from "../notebooks/notebooks.ts";
import { findNotebook } from "../notebooks/served-path.ts";
import { flowOf } from "../runs/read-flow.ts";
import { type FoundFile, findFiles } from "./find-files.ts";
import { formatFor, formats } from "./formats.ts";
import { shownFiles } from "./shown-files.ts";
import { zipOf } from "./zip-of.ts";

export interface Exports {
  formats(): ExportFormatEntry[];
  /** The files, what the format cannot say, and whether the files are of good syntax. */
  show(request: ExportRequest): Promise<ExportReply>;
  /** All files under one folder. Errors: CW9007 where one is missing, CW7012 where they are too large together. */
  zip(request: ExportRequest): Promise<{ readonly name: string; readonly bytes: Uint8Array }>;
  /** Has the format's own tool look at the files, one export at a time. */
  check(request: ExportRequest): Promise<ToolVerdict>;
  /** Ends the tools that still look. */
  close(): void;
}

export interface ExportsInput {
  readonly config: ServerConfig;
  readonly notebooks: Notebooks;
  loadParser(): Promise<PythonParser>;
}

/** The longest that a format's own tool may look at files, in milliseconds. */
const patience = 120_000;

/** Exports of the notebooks of the served folder, the same as the command writes. */
export function createExports({ config, notebooks, loadParser }: ExportsInput): Exports {
  const closing = new AbortController();
  let last: Promise<unknown> = Promise.resolve();

  async function render(request: ExportRequest) {
    const { options = {} } = request;
    const format = formatFor(request.format, options);
    const { file } = await findNotebook(config, request.notebook);
    const text = await currentText(notebooks, request);
    const [flow, parser] = [flowOf(text), await loadParser()];
    const exported = await format.render({ notebookPath: file, flow, home: config.home, parser }, options);
    const found = await findFiles(exported.files, dirname(file), config.directory);
    return { notebookPath: file, exported, parser, ...found };
  }

  async function check(request: ExportRequest): Promise<ToolVerdict> {
    const { exported, notebookPath, files } = await render(request);
    const { validation } = exported;
    if (validation === null) return { verdict: "accepted", output: "" };
    const folder = await mkdtemp(join(tmpdir(), "cellweave-export-"));
    try {
      const written = join(folder, "files");
      await writeExport(written, present(files), notebookPath);
      return await checkWithTool(validation, written, { env: process.env, patience, signal: closing.signal });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  return {
    formats: () =>
      [...formats].map(([name, { title, description, settings }]) => ({ name, title, description, settings })),
    async show(request) {
      const { exported, parser, files, diagnostics } = await render(request);
      const { command, validation } = exported;
      return {
        folder: folderOf(request),
        files: await shownFiles(files),
        diagnostics: [...exported.diagnostics, ...diagnostics],
        faults: checkFiles(exported.files, parser),
        command,
        tool: validation && { program: toolName(validation), install: validation.install },
      };
    },
    async zip(request) {
      const { files } = await render(request);
      const folder = folderOf(request);
      return { name: `${folder}.zip`, bytes: await zipOf(folder, files, config.limits.body) };
    },
    check(request) {
      const checked = last.then(
        () => check(request),
        () => check(request),
      );
      last = checked;
      return checked;
    },
    close: () => closing.abort(),
  };
}

async function currentText(notebooks: Notebooks, { notebook, edits = [] }: ExportRequest): Promise<string> {
  const { text } = await notebooks.open(notebook);
  if (edits.length === 0) return text;
  const edited = applyEdits(text, edits);
  if (edited.conflicts.length === 0) return edited.text;
  throw new CodedError(
    "CW1010",
    `${notebook} changed on disk since it was edited.`,
    "Save the notebook, then export it.",
  );
}

function folderOf({ notebook, format }: ExportRequest): string {
  return `${exportName(notebook)}-${format}`;
}

function present(files: readonly FoundFile[]) {
  return files.flatMap(({ file, missing }) => (missing ? [] : [file]));
}
