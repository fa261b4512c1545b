import type { FlowCell } from "../../model/flow.ts";
import { codeHash } from "../code-hash.ts";
import type { PythonParser } from "../parser.ts";
import { type Analysis, analyse, type ParsedCell, tooDeep } from "./analyse.ts";
import { asking, type History, newHistory, type Question } from "./history.ts";
import type { Before } from "./machine.ts";
import { readCell } from "./read-cell.ts";

/** A code cell, read and followed in the state that the cells before it leave. */
export interface AnalysedCell {
  readonly cell: FlowCell;
  readonly parsed: ParsedCell;
  readonly analysis: Analysis;
  /** Key of what runs of the same code were seen to do. */
  readonly hash: () => string;
}

interface Kept {
  readonly parsed: ParsedCell;
  readonly questions: readonly Question[];
  readonly analysis: Analysis;
}

interface Memory {
  readonly analyses: Map<string, Kept>;
  readonly hashes: Map<string, string>;
}

const limit = 40_000;
// Kept with the parser, so that whoever disposes of it lets go of this too.
const memories = new WeakMap<PythonParser, Memory>();

/**
 * Reads every code cell in notebook order; what did not change since the last time is not read again. A visitor is shown
 * each cell with the state before it, which holds for the time of the visit.
 */
export function analyseCells(
  cells: readonly FlowCell[],
  parser: PythonParser,
  visit: (cell: AnalysedCell, before: Before) => void = () => {},
): AnalysedCell[] {
  const memory = memories.get(parser) ?? { analyses: new Map(), hashes: new Map() };
  memories.set(parser, memory);
  const history = newHistory();
  return cells
    .filter((cell) => cell.kind === "code")
    .map((cell) => {
      const hash = () => remembered(memory.hashes, cell.source, () => codeHash(cell.source));
      const read = readCell(parser, cell.source);
      const { parsed, analysis } = analysisOf(memory, cell, read, history, parser);
      const analysed = { cell, parsed, analysis, hash };
      visit(analysed, history);
      if (parsed.problems.length === 0) history.add(analysis);
      return analysed;
    });
}

function analysisOf(memory: Memory, cell: FlowCell, parsed: ParsedCell, history: History, parser: PythonParser): Kept {
  const kept = memory.analyses.get(cell.id);
  if (kept?.parsed.source === cell.source && kept.questions.every((question) => question(history))) return kept;
  const made = follow(parsed, history, parser);
  if (memory.analyses.size > limit) memory.analyses.clear();
  memory.analyses.set(cell.id, made);
  return made;
}

function follow(parsed: ParsedCell, history: History, parser: PythonParser): Kept {
  const { before, questions } = asking(history);
  try {
    return { parsed, questions, analysis: analyse(parsed, before, parser) };
  } catch (error) {
    const unread = tooDeep(parsed.source, parsed.python, error);
    return { parsed: unread, questions: [], analysis: analyse(unread, before, parser) };
  }
}

function remembered<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  if (map.size > limit) map.clear();
  const value = make();
  map.set(key, value);
  return value;
}
