import type { FlowCell } from "../../../model/flow.ts";
import type { Analysis } from "../../../python/analysis/analyse.ts";
import type { AnalysedCell } from "../../../python/analysis/analyse-cells.ts";
import { analyseCells, type Visit } from "../../../python/analysis/analyse-cells.ts";
import { type Answers, asking } from "../../../python/analysis/history.ts";
import type { Before } from "../../../python/analysis/machine.ts";
import { atStart, type Standing } from "../../../python/analysis/standing.ts";
import type { PythonParser, SyntaxNode } from "../../../python/parser.ts";
import { authorOffsets, lineOf, lineStarts } from "../author-text.ts";
import type { Span } from "../shapes.ts";

/** A code cell in the state that the cells before it leave: where proofs begin. */
export interface CellState {
  readonly cell: AnalysedCell;
  readonly before: Before;
  readonly start: Standing;
  /** Names of the methods of all classes up to here. */
  readonly methods: ReadonlySet<string>;
  /** What was asked of the cells before: while the answers are the same, so is all that was found out. */
  readonly answers: Answers;
  /** The author's offsets of a piece of the text that was parsed. */
  span(node: Span): Span;
  /** The line of an offset of that text, counted from 1. */
  line(offset: number): number;
}

/** Visits every code cell that can be read, in notebook order. A state holds for the time of its visit. */
export function withStates(
  cells: readonly FlowCell[],
  parser: PythonParser,
  visit: (state: CellState) => void,
): readonly AnalysedCell[] {
  return withEach(cells, parser, (cell, before, _holds, methods) => visit(stateOf(cell, before, parser, methods)));
}

/** The same for who opens a state of few cells only: what is asked before that, and the methods of all classes up to it. */
export function withEach(
  cells: readonly FlowCell[],
  parser: PythonParser,
  visit: (...known: [...Parameters<Visit>, methods: ReadonlySet<string>]) => void,
): readonly AnalysedCell[] {
  let methods: ReadonlySet<string> = new Set();
  return analyseCells(cells, parser, (cell, before, holds) => {
    if (cell.parsed.problems.length > 0) return;
    methods = withMethods(methods, cell);
    visit(cell, before, holds, methods);
  });
}

/** The names with those of the methods of the cell's classes; the same set where there are none. */
function withMethods(known: ReadonlySet<string>, { analysis }: AnalysedCell): ReadonlySet<string> {
  const own = methodsOf(analysis);
  return own.every((name) => known.has(name)) ? known : new Set([...known, ...own]);
}

const methods = new WeakMap<Analysis, readonly string[]>();

/** The methods of the classes that a cell leaves; looked through once. */
function methodsOf(analysis: Analysis): readonly string[] {
  const known = methods.get(analysis);
  if (known !== undefined) return known;
  const found: string[] = [];
  for (const { value } of analysis.bindings.values()) {
    if (value.type !== "class" || value.cls === null) continue;
    for (const [name, { type }] of value.cls.members) if (type === "function") found.push(name);
  }
  methods.set(analysis, found);
  return found;
}

export function stateOf(
  cell: AnalysedCell,
  before: Before,
  parser: PythonParser,
  methods: ReadonlySet<string>,
): CellState {
  let starts: readonly number[] | null = null;
  let offsets: ((offset: number) => number) | null = null;
  let start: Standing | null = null;
  const asked = asking(before);
  return {
    cell,
    before: asked.before,
    get start() {
      start ??= atStart(cell.parsed, asked.before, parser, methods);
      return start;
    },
    methods,
    answers: asked.answers,
    span(node) {
      offsets ??= authorOffsets(cell.parsed);
      return { start: offsets(node.start), end: offsets(trimmed(cell.parsed.python, node)) };
    },
    line(offset) {
      starts ??= lineStarts(cell.parsed.python);
      return lineOf(starts, offset) + 1;
    },
  };
}

/** Where a node's text ends: the grammar lets a block go on over the blank lines and comments after it. */
function trimmed(python: string, node: Span): number {
  return node.start + python.slice(node.start, node.end).trimEnd().length;
}

/** The outermost node of some types that begins where a span of the author's text does. */
export function nodeAt(state: CellState, span: Span, types: ReadonlySet<string>): SyntaxNode | null {
  const open: SyntaxNode[] = [state.cell.parsed.root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (types.has(node.type) && state.span(node).start === span.start) return node;
    open.push(...node.children);
  }
  return null;
}
