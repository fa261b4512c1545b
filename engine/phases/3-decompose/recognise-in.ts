import type { CellId, Flow } from "../../model/flow.ts";
import { readCell } from "../../python/analysis/read-cell.ts";
import type { PythonParser } from "../../python/parser.ts";
import { type AuthorText, authorText } from "./author-text.ts";
import type { Meanings } from "./meanings.ts";
import { type Recognised, recognise } from "./recognise.ts";

export interface RecognisedCell {
  readonly text: AuthorText;
  readonly recognised: Recognised;
  /** What names stand for before the cell. */
  readonly before: Meanings;
}

/** The skeletons written in one cell, read as the cells before it let them be; null where it cannot be read. */
export function recogniseIn(flow: Flow, cell: CellId, parser: PythonParser): RecognisedCell | null {
  const meanings: Meanings = new Map();
  for (const { id, kind, source } of flow.cells) {
    if (kind !== "code") continue;
    const parsed = readCell(parser, source);
    if (parsed.problems.length > 0 && id === cell) return null;
    if (parsed.problems.length > 0) continue;
    const before = new Map(meanings);
    const text = authorText(parsed);
    const recognised = recognise(text, meanings);
    if (id === cell) return { text, recognised, before };
  }
  return null;
}
