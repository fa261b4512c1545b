import type { FlowCell } from "../../model/flow.ts";
import { codeHash } from "../code-hash.ts";
import type { PythonParser } from "../parser.ts";
import type { Analysis, ParsedCell } from "./analyse.ts";
import { type CellMemory, followCell, type Kept, newCellMemory } from "./follow-cell.ts";
import type { Answers } from "./history.ts";
import type { Before } from "./machine.ts";
import { type Notebook, readAgain, sharedCells, startNotebook } from "./notebook.ts";

/** A code cell, read and followed in the state that the cells before it leave. */
export interface AnalysedCell {
  readonly cell: FlowCell;
  readonly parsed: ParsedCell;
  readonly analysis: Analysis;
  /** Key of what runs of the same code were seen to do. */
  readonly hash: () => string;
}

/** Whether what was asked at a cell before has the same answers now. */
export type Holds = (answers: Answers) => boolean;

/** Is shown a cell and the state before it, which holds for the time of the visit. */
export type Visit = (cell: AnalysedCell, before: Before, holds: Holds) => void;

interface Memory {
  readonly cells: Map<string, CellMemory>;
  readonly hashes: Map<string, string>;
  /** Those read last, the latest first. */
  notebooks: readonly Notebook[];
}

const limit = 40_000;
const notebooksKept = 4;
// Kept with the parser, so that whoever disposes of it lets go of this too.
const memories = new WeakMap<PythonParser, Memory>();

/**
 * Reads every code cell in notebook order; what did not change since the last time is not read again. A visitor is shown
 * each cell.
 */
export function analyseCells(cells: readonly FlowCell[], parser: PythonParser, visit?: Visit): readonly AnalysedCell[] {
  const memory = memories.get(parser) ?? { cells: new Map(), hashes: new Map(), notebooks: [] };
  memories.set(parser, memory);
  const latest = memory.notebooks[0];
  const notebook = latest?.of === cells ? latest : read(cells, parser, memory);
  if (visit !== undefined) visitEach(notebook, memory, visit);
  return notebook.analysed;
}

function visitEach(notebook: Notebook, memory: Memory, visit: Visit): void {
  const { notebooks } = memory;
  // Whoever reads other cells meanwhile must not change what is visited.
  memory.notebooks = notebooks.filter((other) => other !== notebook);
  for (const { analysed, before, holds } of notebook.places) visit(analysed as AnalysedCell, before, holds);
  memory.notebooks = notebooks;
}

function read(cells: readonly FlowCell[], parser: PythonParser, memory: Memory): Notebook {
  const code = cells.filter((cell) => cell.kind === "code");
  const known = mostAlike(memory.notebooks, code);
  const others = memory.notebooks.filter((other) => other !== known);
  // One that fails on its way is no longer what its cells say.
  memory.notebooks = others;
  const follow = (key: string, cell: FlowCell, before: Before): Kept => {
    if (memory.cells.size > limit) memory.cells.clear();
    const own = memory.cells.get(key) ?? newCellMemory();
    memory.cells.set(key, own);
    return followCell(own, cell.source, before, parser);
  };
  const hashOf = (source: string) => remembered(memory.hashes, source, () => codeHash(source));
  const notebook = readAgain(known ?? startNotebook(), cells, code, follow, hashOf);
  memory.notebooks = [notebook, ...others].slice(0, notebooksKept);
  return notebook;
}

/** The notebook that shares most cells with these, if half of them. */
function mostAlike(notebooks: readonly Notebook[], cells: readonly FlowCell[]): Notebook | null {
  let best: Notebook | null = null;
  let most = Math.max(0, (cells.length - 1) / 2);
  for (const notebook of notebooks) {
    const shared = sharedCells(notebook, cells);
    if (shared > most) [best, most] = [notebook, shared];
  }
  return best;
}

function remembered<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  if (map.size > limit) map.clear();
  const value = make();
  map.set(key, value);
  return value;
}
