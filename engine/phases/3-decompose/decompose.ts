import type { Phased } from "../../model/diagnostic.ts";
import type { Flow, FlowCell } from "../../model/flow.ts";
import type { Graph, Observed } from "../../model/graph.ts";
import type { Part } from "../../model/plan.ts";
import { joinWishes } from "../../model/resource-wishes.ts";
import type { Analysis } from "../../python/analysis/analyse.ts";
import type { AnalysedCell, Holds } from "../../python/analysis/analyse-cells.ts";
import type { Answers } from "../../python/analysis/history.ts";
import type { PythonParser } from "../../python/parser.ts";
import { type AuthorText, authorText } from "./author-text.ts";
import { constructsOf, type RunningShape } from "./constructs.ts";
import { declaredForks } from "./declared-forks.ts";
import { declaredLoops } from "./declared-loops.ts";
import { type CellState, stateOf, withEach } from "./find/cell-state.ts";
import { findInCell } from "./find/find.ts";
import type { Meanings } from "./meanings.ts";
import { outline, spanOfShape } from "./outline/outline.ts";
import { mentionsSkeletons, type Recognised, recognise } from "./recognise.ts";
import type { Span } from "./shapes.ts";
import { subCells } from "./sub-cells.ts";
import { taskDiagnostics } from "./task-diagnostics.ts";

/**
 * Turns cells into parts, in notebook order: finds what in each may run apart, written by its author or proved here,
 * and writes the text that does so. A cell without any runs as it stands.
 */
export function decompose(
  flow: Flow,
  _graph: Graph,
  parser: PythonParser,
  _observed: Observed,
): Phased<readonly Part[]> {
  const taken = new Map<string, Phased<Part>>();
  const meanings: Meanings = new Map();
  if (/^(?:i?python|sage)/.test(flow.kernel.language)) {
    withEach(flow.cells, parser, (cell, before, holds, methods) => {
      const open = () => stateOf(cell, before, parser, methods);
      const made = decomposeOnce(cell, holds, methods, open, meanings);
      if (made !== null) taken.set(cell.cell.id, made);
    });
  }
  const parts = flow.cells
    .filter(runs)
    .map((cell) => taken.get(cell.id) ?? { value: asItStands(cell), diagnostics: [] });
  return { value: parts.map(({ value }) => value), diagnostics: parts.flatMap(({ diagnostics }) => diagnostics) };
}

const runs = (cell: FlowCell) => cell.kind === "code" && cell.source.trim() !== "";

function asItStands(cell: FlowCell): Part {
  return { cell: cell.id, source: cell.source, compiled: null, constructs: [], subCells: [], wishes: {} };
}

interface Kept {
  readonly index: number;
  readonly methods: ReadonlySet<string>;
  readonly answers: Answers;
  readonly part: Phased<Part>;
}

// By the analysis of the cell, which is another one as soon as its text is.
const known = new WeakMap<Analysis, Kept>();

/**
 * What was made of the cell before, as long as its text and what it asked of the cells before are the same; null where
 * there is nothing to make.
 */
function decomposeOnce(
  { cell, analysis }: AnalysedCell,
  holds: Holds,
  methods: ReadonlySet<string>,
  open: () => CellState,
  meanings: Meanings,
): Phased<Part> | null {
  if (mentionsSkeletons(cell.source, meanings)) return decomposeOrLeave(open(), meanings);
  // Without a skeleton, a loop or a call that could take long there is nothing to look for.
  if (!analysis.record.heavy) return null;
  const kept = known.get(analysis);
  const stays = kept?.part.value.cell === cell.id && isPlaced(kept, cell) && sameNames(kept.methods, methods);
  if (stays && holds(kept.answers)) return kept.part;
  const state = open();
  const part = decomposeOrLeave(state, meanings);
  known.set(analysis, { index: cell.index, methods, answers: state.answers, part });
  return part;
}

/** Whether what is said of the cell names its place as it is. */
function isPlaced({ index, part }: Kept, cell: FlowCell): boolean {
  return index === cell.index || part.diagnostics.length === 0;
}

function sameNames(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a === b || (a.size === b.size && [...a].every((name) => b.has(name)));
}

/** Text that is nested too deeply to be followed runs as it stands. */
function decomposeOrLeave(state: CellState, meanings: Meanings): Phased<Part> {
  try {
    return decomposeCell(state, meanings);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return untouched(state.cell.cell);
  }
}

function decomposeCell(state: CellState, meanings: Meanings): Phased<Part> {
  const { cell } = state.cell;
  const text = authorText(state.cell.parsed);
  const recognised = recognise(text, meanings);
  const loops = declaredLoops(state, text, recognised);
  const forks = declaredForks(state, text, recognised);
  const wanted = [...loops.shapes, ...forks.shapes, ...foundShapes(state, recognised)];
  if (wanted.length === 0 && recognised.isEmpty) return untouched(cell);
  const { compiled, running } = outlined(text, wanted, recognised);
  const { constructs, lifted, diagnostics } = constructsOf(cell, text, recognised, running);
  const wishes = joinWishes(recognised.tasks.map((task) => task.wishes));
  const part = { cell: cell.id, source: cell.source, compiled, constructs, subCells: subCells(text, lifted), wishes };
  const asked = taskDiagnostics(cell, text, recognised);
  return { value: part, diagnostics: [...loops.diagnostics, ...forks.diagnostics, ...diagnostics, ...asked] };
}

function untouched(cell: FlowCell): Phased<Part> {
  return { value: asItStands(cell), diagnostics: [] };
}

/** The text in which the shapes run apart, and those of them that do. */
function outlined(text: AuthorText, wanted: readonly RunningShape[], { written }: Recognised) {
  if (wanted.length + written.length === 0) return { compiled: null, running: [] };
  const shapes = wanted.map(({ shape }) => shape);
  const made = outline(text, shapes, written);
  const running = (made?.shapes ?? []).map((shape) => wanted[shapes.indexOf(shape)] as RunningShape);
  return { compiled: made?.compiled ?? null, running };
}

/** What was proved to run apart, but for what its author has already written so. */
function foundShapes(state: CellState, { written }: Recognised): RunningShape[] {
  const asked = written.map(({ node }) => node);
  return findInCell(state)
    .shapes.filter((shape) => !asked.some((node) => overlap(spanOfShape(shape), node)))
    .map((shape) => ({ shape, written: null }));
}

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
