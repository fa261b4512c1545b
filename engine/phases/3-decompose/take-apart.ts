import type { Diagnostic, Phased } from "../../model/diagnostic.ts";
import { type CellId, cellNumber, type Flow, type FlowCell, subCellId, subCellsPerCell } from "../../model/flow.ts";
import type { Graph } from "../../model/graph.ts";
import { translate } from "../../python/ipython.ts";
import type { PythonParser, SyntaxNode } from "../../python/parser.ts";

/**
 * The flow with every cell that its author took apart replaced by its sub-cells, which keep their lines; the same flow
 * where there is none. A figure is shown at the end of the cell that draws it, so what draws is not taken apart.
 */
export function takeApart(flow: Flow, graph: Graph, parser: PythonParser): Phased<Flow> {
  if (!flow.cells.some(isSplit)) return { value: flow, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const draws = new Set(graph.cells.filter((cell) => cell.effects.includes("plt:figures")).map((cell) => cell.id));
  const cells = flow.cells.flatMap((cell) => (isSplit(cell) ? subCells(cell, draws, parser, diagnostics) : [cell]));
  return { value: { ...flow, cells }, diagnostics };
}

/** The lines at which a cell can be taken apart: no statement goes over them. Counted from 1; none where it cannot. */
export function splittableLines(source: string, parser: PythonParser): readonly number[] {
  const statements = statementsOf(source, parser);
  if (statements === null) return [];
  return statements.slice(1).flatMap(({ first }, at) => (first > (statements[at]?.last ?? 0) ? [first] : []));
}

const isSplit = (cell: FlowCell) => cell.kind === "code" && (cell.placement.split?.length ?? 0) > 0;

function subCells(
  cell: FlowCell,
  draws: ReadonlySet<CellId>,
  parser: PythonParser,
  diagnostics: Diagnostic[],
): FlowCell[] {
  const asked = [...new Set(cell.placement.split ?? [])].sort((a, b) => a - b);
  const statements = statementsOf(cell.source, parser);
  if (statements === null || draws.has(cell.id)) {
    diagnostics.push(whole(cell, draws.has(cell.id)));
    return [cell];
  }
  const lines = asked.filter((line) => isBetween(statements, line)).slice(0, subCellsPerCell - 1);
  for (const line of asked) if (!lines.includes(line)) diagnostics.push(across(cell, line));
  if (lines.length === 0) return [cell];
  return [1, ...lines].map((line, part) => subCell(cell, statements, part, line, lines[part]));
}

/** Comments stand for what came before, so that errors name the lines of the cell; blank lines IPython takes away. */
function subCell(
  cell: FlowCell,
  statements: readonly Statement[],
  part: number,
  from: number,
  to: number | undefined,
): FlowCell {
  const lines = cell.source.split("\n").slice(from - 1, to === undefined ? undefined : to - 1);
  const last = statements.findLast(({ first }) => first >= from && (to === undefined || first < to));
  // Only the cell's own last expression is shown.
  const silent = to !== undefined && last?.shows ? ["pass"] : [];
  const source = [...Array.from({ length: from - 1 }, () => "#"), ...lines, ...silent].join("\n");
  const index = cell.index + part / subCellsPerCell;
  const { split: _split, ...placement } = cell.placement;
  return { ...cell, id: subCellId(cell.id, part), index, source, outputs: [], placement };
}

interface Statement {
  readonly first: number;
  readonly last: number;
  /** An expression, whose value a cell that ends with it shows. */
  readonly shows: boolean;
}

/** null where the text is not Python that can be read, or belongs to a magic as a whole. */
function statementsOf(source: string, parser: PythonParser): readonly Statement[] | null {
  if (/^\s*%%/.test(source)) return null;
  const { python } = translate(source);
  const { root, problems } = parser.parse(python);
  if (problems.length > 0) return null;
  const starts = [...python.matchAll(/\n/g)].map(({ index }) => index);
  const lineOf = (offset: number) => countBelow(starts, offset) + 1;
  return root.children.map((node) => ({
    first: lineOf(node.start),
    last: lineOf(endOf(node, python)),
    shows: shows(node),
  }));
}

/** A block ends where its last statement does; the grammar lets some go on over the blank lines after it. */
function endOf(node: SyntaxNode, python: string): number {
  return node.start + python.slice(node.start, node.end).trimEnd().length - 1;
}

function shows(node: SyntaxNode): boolean {
  const [inner] = node.children;
  return node.type === "expression_statement" && !/assignment$/.test(inner?.type ?? "");
}

function countBelow(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Something stands on either side of the line, and nothing goes over it. */
function isBetween(statements: readonly Statement[], line: number): boolean {
  const over = statements.some(({ first, last }) => first < line && last >= line);
  return !over && statements.some(({ first }) => first < line) && statements.some(({ first }) => first >= line);
}

function whole(cell: FlowCell, draws: boolean): Diagnostic {
  const why = draws
    ? "it draws figures, which are shown when the cell that draws them ends"
    : "it cannot be read as Python";
  return {
    code: "CW3001",
    severity: "warning",
    cell: cell.id,
    message: `Cell ${cellNumber(cell)} runs in one piece: ${why}.`,
    hint: draws
      ? "Split it into cells of their own, or join its sub-cells."
      : "Correct its code, or join its sub-cells.",
    range: null,
  };
}

function across(cell: FlowCell, line: number): Diagnostic {
  const place = { line, column: 0 };
  return {
    code: "CW3002",
    severity: "warning",
    cell: cell.id,
    message: `Cell ${cellNumber(cell)} is not taken apart at line ${line}: a statement goes over it, or nothing stands on one side.`,
    hint: "Move the place of the split to the first line of a statement, or join the sub-cells.",
    range: { start: place, end: place },
  };
}
