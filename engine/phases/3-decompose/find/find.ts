import type { CellId, FlowCell } from "../../../model/flow.ts";
import type { ParsedCell } from "../../../python/analysis/analyse.ts";
import { type Answers, asking, stillHold } from "../../../python/analysis/history.ts";
import { machineAt, type Standing, standingAfter, standingOf } from "../../../python/analysis/standing.ts";
import type { PythonParser, SyntaxNode } from "../../../python/parser.ts";
import { overlaps } from "../outline/limits.ts";
import { spanOfShape } from "../outline/outline.ts";
import type { Blocked, SectionsShape, Shape } from "../shapes.ts";
import { type CellState, stateOf, withStates } from "./cell-state.ts";
import { comprehensionKinds } from "./comprehension-kinds.ts";
import { findSections } from "./find-sections.ts";
import { loopsInFunctions } from "./function-loops.ts";
import { itemCount } from "./iterables.ts";
import { proveComprehension } from "./prove-comprehension.ts";
import { proveLoop } from "./prove-loop.ts";

/** What may run apart in a cell, and what stands in the way of the rest. Both in the order of the text. */
export interface Found {
  /** Proved and worth it, the outermost of each, none over another. */
  readonly shapes: readonly Shape[];
  readonly blocked: readonly Blocked[];
}

interface Kept {
  readonly parsed: ParsedCell;
  readonly answers: Answers;
  readonly methods: string;
  readonly found: Found;
}

const limit = 40_000;
// Kept with the parser, so that whoever disposes of it lets go of this too.
const memories = new WeakMap<PythonParser, Map<CellId, Kept>>();

/** Finds parallelism in the cells of a notebook. Cells without any are left out. */
export function findShapes(cells: readonly FlowCell[], parser: PythonParser): ReadonlyMap<CellId, Found> {
  const all = new Map<CellId, Found>();
  withStates(cells, parser, (state) => {
    const found = findInCell(state);
    if (found.shapes.length + found.blocked.length > 0) all.set(state.cell.cell.id, found);
  });
  return all;
}

/** Without a call that could take long, or a loop with a call in it, there is nothing to find. */
export function mayHold({ cell }: CellState): boolean {
  return cell.analysis.record.heavy || /\bfor\b[\s\S]*\(/.test(cell.parsed.python);
}

/** Finds parallelism in one cell, anew only where the cell, or what it needs to know, has changed. */
export function findInCell(state: CellState): Found {
  if (!mayHold(state)) return nothing;
  const { cell, before, start } = state;
  const memory = memories.get(start.parser) ?? new Map<CellId, Kept>();
  memories.set(start.parser, memory);
  const kept = memory.get(cell.cell.id);
  const methods = [...start.methods].join();
  if (kept?.parsed === cell.parsed && kept.methods === methods && stillHold(kept.answers, before)) return kept.found;
  if (memory.size > limit) memory.clear();
  const asked = asking(before);
  const found = search(stateOf(cell, asked.before, start.parser, start.methods));
  memory.set(cell.cell.id, { parsed: cell.parsed, answers: asked.answers, methods, found });
  return found;
}

const nothing: Found = { shapes: [], blocked: [] };

function search(state: CellState): Found {
  const shapes: Shape[] = [];
  const blocked: Blocked[] = [];
  walk(state, state.start, state.cell.parsed.root.children, { shapes, blocked });
  const sections = findSections(state, state.start).filter((run) => !allLoop(run, shapes));
  const alone = shapes.filter((shape) => !sections.some((run) => overlaps(spanOfShape(run), spanOfShape(shape))));
  const all = [...alone, ...sections].toSorted((a, b) => spanOfShape(a).start - spanOfShape(b).start);
  return { shapes: all, blocked: [...blocked, ...loopsInFunctions(state)] };
}

/** Where each section is a loop that itself runs apart, that shares the work better. */
function allLoop(run: SectionsShape, shapes: readonly Shape[]): boolean {
  return run.sections.every(({ span }) => shapes.some((shape) => overlaps(spanOfShape(shape), span)));
}

interface Into {
  readonly shapes: Shape[];
  readonly blocked: Blocked[];
}

function walk(state: CellState, from: Standing, statements: readonly SyntaxNode[], into: Into): void {
  const candidates = statements.map(candidatesIn);
  const last = candidates.findLastIndex((found) => found);
  if (last < 0) return;
  const machine = machineAt(from);
  for (let i = 0; i <= last; i++) {
    const statement = statements[i] as SyntaxNode;
    if (candidates[i]) look(state, standingOf(from, machine), statement, into);
    machine.execute([statement]);
    if (machine.dead) return;
  }
}

const loopTypes = new Set(["for_statement", ...Object.keys(comprehensionKinds)]);

function candidatesIn(node: SyntaxNode): boolean {
  return loopTypes.has(node.type) || (!closed.has(node.type) && node.children.some(candidatesIn));
}

/** What has names of its own, so that a run gets there in another way. */
const closed = new Set(["function_definition", "class_definition", "lambda", "generator_expression"]);

function look(state: CellState, standing: Standing, statement: SyntaxNode, into: Into): void {
  if (statement.type === "for_statement" && tryLoop(state, standing, statement, into)) return;
  const { headers, blocks } = partsOf(statement);
  for (const header of headers) lookInExpression(state, standing, header, into);
  if (!blocks.some(candidatesIn)) return;
  // A loop's body is met again with what its earlier rounds left.
  const again = /^(?:for|while)_statement$/.test(statement.type) ? standingAfter(standing, [statement]) : standing;
  const entered = standingAfter(again, entering(statement));
  for (const block of blocks) walk(state, entered, block.children, into);
}

/** True when the loop is settled, so that nothing inside it is looked for. */
function tryLoop(state: CellState, standing: Standing, loop: SyntaxNode, into: Into): boolean {
  const { shape, heavy } = proveLoop(state, standing, loop);
  const iterable = loop.children[1] as SyntaxNode;
  const count = itemCount(iterable);
  if (!heavy || (count !== null && count < 2)) return shape.shape !== "blocked";
  if (shape.shape === "blocked") into.blocked.push(shape);
  else into.shapes.push(shape);
  return shape.shape !== "blocked";
}

function lookInExpression(state: CellState, standing: Standing, node: SyntaxNode, into: Into): void {
  if (closed.has(node.type)) return;
  if (comprehensionKinds[node.type] === undefined) {
    for (const child of node.children) lookInExpression(state, standing, child, into);
    return;
  }
  const { shape, heavy } = proveComprehension(state, standing, node);
  if (!heavy) return;
  if (shape.shape !== "blocked") into.shapes.push(shape);
  // A loop around it has told the same.
  else if (!into.blocked.some(({ line, reason }) => line === shape.line && reason === shape.reason))
    into.blocked.push(shape);
}

/** The expressions of a statement, and the blocks that run with it. */
function partsOf(statement: SyntaxNode): { headers: readonly SyntaxNode[]; blocks: readonly SyntaxNode[] } {
  const headers: SyntaxNode[] = [];
  const blocks: SyntaxNode[] = [];
  for (const child of statement.children) {
    if (child.type === "block") blocks.push(child);
    else if (/_clause$/.test(child.type) && child.type !== "for_in_clause") {
      const inner = partsOf(child);
      headers.push(...inner.headers);
      blocks.push(...inner.blocks);
    } else headers.push(child);
  }
  return { headers, blocks };
}

/** What runs before the first line of a statement's blocks. */
function entering(statement: SyntaxNode): readonly SyntaxNode[] {
  if (statement.type !== "with_statement") return [];
  return [
    {
      ...statement,
      children: statement.children.map((child) => (child.type === "block" ? { ...child, children: [] } : child)),
    },
  ];
}
