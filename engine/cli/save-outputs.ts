import { CodedError } from "../errors.ts";
import type { NotebookEdit } from "../model/edit.ts";
import type { Flow } from "../model/flow.ts";
import type { NotebookVersion } from "../model/wire.ts";
import { applyEdits } from "../phases/1-parse/apply-edits.ts";
import { parseNotebook } from "../phases/1-parse/parse-notebook.ts";
import { readNotebookFile, writeNotebookFile } from "../run/notebook-file.ts";

export interface Unsaved {
  /** The notebook as it was run. */
  readonly text: string;
  readonly flow: Flow;
  readonly edits: readonly NotebookEdit[];
}

/**
 * Writes a run's outputs into the notebook at `path`, and tells how many cells could not take theirs. Where the file
 * was changed during the run (`version` is what it was), cells whose code is still the same take their outputs and the
 * others stay as they are. Errors: CW1008, CW1009.
 */
export async function saveOutputs(path: string, unsaved: Unsaved, version: NotebookVersion | null): Promise<number> {
  const { text } = applyEdits(unsaved.text, unsaved.edits);
  try {
    await writeNotebookFile(path, text, version);
    return 0;
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== "CW1008") throw error;
    return mergeOutputs(path, unsaved);
  }
}

async function mergeOutputs(path: string, { flow, edits }: Unsaved): Promise<number> {
  const now = await readNotebookFile(path);
  const current = new Map(parseNotebook(now.text).flow.cells.map((cell) => [cell.id, cell]));
  const ran = new Map(flow.cells.map((cell) => [cell.id, cell.source]));
  const fitting = edits.filter(
    (edit) => edit.edit === "outputs" && current.get(edit.cell)?.source === ran.get(edit.cell),
  );
  await writeNotebookFile(path, applyEdits(now.text, fitting).text, now.version);
  return edits.length - fitting.length;
}
