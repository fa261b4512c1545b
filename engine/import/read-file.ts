import type { Diagnostic } from "../model/diagnostic.ts";
import type { CellKind, JsonObject, Output } from "../model/notebook.ts";
import { parseNotebook } from "../phases/1-parse/parse-notebook.ts";
import { notice, type PipelineTask } from "./pipeline.ts";
import { scriptCells } from "./script-cells.ts";

/** A cell on its way into the new notebook. */
export interface DraftCell {
  readonly kind: CellKind;
  readonly source: string;
  readonly metadata: JsonObject;
  readonly outputs: readonly Output[];
  readonly executionCount: number | null;
  readonly attachments?: JsonObject;
  /** As the file had it; another cell may have it too. */
  readonly id?: string;
}

export interface ReadFile {
  readonly cells: readonly DraftCell[];
  /** What the notebook says of itself; null of a script. */
  readonly metadata: JsonObject | null;
  readonly diagnostics: readonly Diagnostic[];
}

export const draft = (kind: CellKind, source: string, metadata: JsonObject = {}): DraftCell => ({
  kind,
  source,
  metadata,
  outputs: [],
  executionCount: null,
});

/** The cells of a task's file; what is not Python is kept to be read, and told. */
export function readTaskFile(task: PipelineTask & { readonly file: string }, text: string): ReadFile {
  const { title, file } = task;
  if (/\.ipynb$/i.test(file)) return readNotebook(title, file, text);
  if (!/\.py$/i.test(file)) return kept(title, file, text);
  const diagnostics = programOnly.flatMap(({ pattern, words }) =>
    pattern.test(text)
      ? [notice("CW3926", `\`${file}\` of “${title}” ${words}.`, "Set in the cell what the script took from there.")]
      : [],
  );
  const cells = scriptCells(text).map(({ kind, source, tags }) => draft(kind, source, tags.length > 0 ? { tags } : {}));
  return { cells, metadata: null, diagnostics };
}

const programOnly = [
  { pattern: /\b__file__\b/, words: "reads its own path, `__file__`" },
  { pattern: /\bsys\.argv\b|\bargparse\b/, words: "reads the command line" },
];

function readNotebook(title: string, file: string, text: string): ReadFile {
  const { readable, flow } = parseNotebook(text);
  if (!readable) return kept(title, file, "");
  if (flow.kernel.language.toLowerCase() !== "python") {
    const sources = flow.cells.filter(({ kind }) => kind === "code").map(({ source }) => source);
    return kept(title, file, sources.join("\n\n"));
  }
  const cells = flow.cells.map(({ id, kind, source, metadata, outputs, executionCount, attachments }) => {
    const { cellweave: _placed, ...plain } = metadata;
    return { id, kind, source, metadata: plain, outputs, executionCount, ...(attachments ? { attachments } : {}) };
  });
  return { cells, metadata: flow.metadata, diagnostics: [] };
}

function kept(title: string, file: string, text: string): ReadFile {
  const diagnostic = notice(
    "CW3923",
    `\`${file}\` of “${title}” is not written in Python, so nothing runs it.`,
    "Write in a cell what it does, or leave it with the other engine.",
  );
  return { cells: text.trim() ? [draft("raw", text)] : [], metadata: null, diagnostics: [diagnostic] };
}
