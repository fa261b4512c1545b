import type { FlowCell } from "../../model/flow.ts";
import { type Analysis, analyse, type ParsedCell, parseCell } from "../../python/analysis/analyse.ts";
import { codeHash } from "../../python/code-hash.ts";
import type { PythonParser } from "../../python/parser.ts";
import { asking, type History, newHistory, type Question } from "./history.ts";

/** A code cell, read and followed in the state that the cells before it leave. */
export interface AnalysedCell {
  readonly cell: FlowCell;
  readonly parsed: ParsedCell;
  readonly analysis: Analysis;
  /** Names from before the cell that hold definitions or modules, not values. */
  readonly hash: () => string;
}

interface Kept {
  readonly source: string;
  readonly questions: readonly Question[];
  readonly analysis: Analysis;
}

interface Memory {
  readonly parsed: Map<string, ParsedCell>;
  readonly analyses: Map<string, Kept>;
  readonly hashes: Map<string, string>;
}

const limit = 40_000;
// Kept with the parser, so that whoever disposes of it lets go of this too.
const memories = new WeakMap<PythonParser, Memory>();

/** Reads every code cell in notebook order; what did not change since the last time is not read again. */
export function analyseCells(cells: readonly FlowCell[], parser: PythonParser): AnalysedCell[] {
  const memory = memories.get(parser) ?? { parsed: new Map(), analyses: new Map(), hashes: new Map() };
  memories.set(parser, memory);
  const history = newHistory();
  return cells
    .filter((cell) => cell.kind === "code")
    .map((cell) => {
      const parsed = remembered(memory.parsed, cell.source, () => parseCell(parser, cell.source));
      const analysis = analysisOf(memory, cell, parsed, history, parser);
      if (parsed.problems.length === 0) history.add(analysis);
      return {
        cell,
        parsed,
        analysis,
        hash: () => remembered(memory.hashes, cell.source, () => codeHash(cell.source)),
      };
    });
}

function analysisOf(
  memory: Memory,
  cell: FlowCell,
  parsed: ParsedCell,
  history: History,
  parser: PythonParser,
): Analysis {
  const kept = memory.analyses.get(cell.id);
  if (kept?.source === cell.source && kept.questions.every((question) => question(history))) return kept.analysis;
  const { before, questions } = asking(history);
  const analysis = analyse(parsed, before, parser);
  if (memory.analyses.size > limit) memory.analyses.clear();
  memory.analyses.set(cell.id, { source: cell.source, questions, analysis });
  return analysis;
}

function remembered<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  if (map.size > limit) map.clear();
  const value = make();
  map.set(key, value);
  return value;
}
