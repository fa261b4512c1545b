import type { NotebookEdit } from "../model/edit.ts";
import type { FlowCell } from "../model/flow.ts";
import { applyEdits } from "../phases/1-parse/apply-edits.ts";
import { parseNotebook } from "../phases/1-parse/parse-notebook.ts";
import { respell } from "../phases/1-parse/respell.ts";

/**
 * Why writing this notebook back would not give the same bytes; null where it does. Three proofs: no edit gives the
 * same text; so does putting every cell together from its spans; so does an edit of every cell followed by its inverse.
 */
export function changedBy(text: string): string | null {
  if (applyEdits(text, []).text !== text) return "saving it without an edit changes it";
  if (respell(text) !== text) return "putting its cells together again changes it";
  const { flow, storesIds, diagnostics } = parseNotebook(text);
  // An edit of an older notebook writes ids for good, and one of a source that is no text replaces it: no inverse.
  const invertible = storesIds && diagnostics.every(({ code }) => code !== "CW1014");
  return invertible && !isUndone(text, flow.cells) ? "an edit and its inverse change it" : null;
}

function isUndone(text: string, cells: readonly FlowCell[]): boolean {
  const there = cells.map(({ id, source }) => edit(id, source, `#\n${source}`));
  const edited = applyEdits(text, there);
  if (edited.conflicts.length > 0 || (there.length > 0 && edited.text === text)) return false;
  const back = cells.map(({ id, source }) => edit(id, `#\n${source}`, source));
  return applyEdits(edited.text, back).text === text;
}

function edit(cell: string, was: string, source: string): NotebookEdit {
  return { edit: "source", cell, source, was };
}
