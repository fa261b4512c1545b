import type { Flow } from "../../model/flow.ts";
import { cellText, freshCellText, metadataText } from "./cell-text.ts";
import type { Draft } from "./draft.ts";
import { elementsOf, isSorted, memberOf, membersOf, type Span } from "./json-scan.ts";
import { styleOf } from "./json-style.ts";
import { patchArray, patchObject } from "./patch-json.ts";

/** The notebook's text with the draft's changes, put together from the spans of the file; all other bytes are its own. */
export function writeDraft(text: string, flow: Flow, draft: Draft): string {
  const start = text.indexOf("{");
  const root: Span = { start, end: text.lastIndexOf("}") + 1 };
  const members = membersOf(text, start);
  const list = memberOf(members, "cells")?.value ?? root;
  const spans = elementsOf(text, list.start);
  const style = styleOf(text, { lines: storesLines(text, spans), sorted: isSorted(members) });
  const items = draft.cells.map((cell) => {
    if ("fresh" in cell.origin) return { body: freshCellText(cell, cell.origin.fresh, style) };
    const { file } = cell.origin;
    return { from: file.index, body: cellText(text, spans[file.index] as Span, cell, file, draft.personal, style) };
  });
  const changes = new Map<string, string | undefined>([["cells", patchArray(text, list, items, style, 1)]]);
  if (draft.metadata.size > 0) {
    changes.set("metadata", metadataText(text, memberOf(members, "metadata")?.value, draft.metadata, style, 1));
  }
  if (draft.personal && flow.nbformatMinor < 5) changes.set("nbformat_minor", "5");
  return text.slice(0, start) + patchObject(text, root, changes, style, 0) + text.slice(root.end);
}

// As the first cell with a source that tells: most files keep to one shape.
function storesLines(text: string, cells: readonly Span[]): boolean {
  for (const cell of cells) {
    const source = memberOf(membersOf(text, cell.start), "source")?.value;
    if (source === undefined) continue;
    return text[source.start] !== '"';
  }
  return true;
}
