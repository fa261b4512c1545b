import type { Gathered } from "../../../model/skeleton.ts";
import { type Standing, standingOf } from "../../../python/analysis/standing.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import type { Blocked, LoopShape, Span } from "../shapes.ts";
import { broadcastOf } from "./broadcast.ts";
import { carriedProblems, handlerProblems, namesSharing, sharingProblems } from "./carried.ts";
import type { CellState } from "./cell-state.ts";
import { effectProblems } from "./effect-words.ts";
import { type Gathers, gathersOf } from "./gathers.ts";
import { bindItem } from "./items.ts";
import { isLazy, iterableProblems } from "./iterables.ts";
import { evaluateAt, type Observation, observe } from "./observe.ts";
import { blockedBy, type Problem } from "./problem.ts";
import { refusedSyntax } from "./refused-syntax.ts";
import { changeProblems, functionProblems, strangerProblems } from "./shared-problems.ts";
import { isHeavy } from "./weight.ts";

/** What the author of a `cw.each` says: the items, and the names that come together. */
export interface Declared {
  readonly items: Span;
  readonly gather: readonly string[];
  readonly reduce: { readonly [name: string]: string };
}

export interface ProvedLoop {
  readonly shape: LoopShape | Blocked;
  /** Whether an item takes long enough to be worth a process. */
  readonly heavy: boolean;
}

const nameTypes = new Set(["identifier", "pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern"]);

/** Proves that the items of a `for` statement may run apart, or tells the name and the line that stand in the way. */
export function proveLoop(
  state: CellState,
  standing: Standing,
  loop: SyntaxNode,
  declared: Declared | null = null,
): ProvedLoop {
  const [target, header, block, otherwise] = loop.children as [SyntaxNode, SyntaxNode, SyntaxNode, SyntaxNode?];
  const span = state.span(loop);
  const iterable = declared === null ? header : (itemsIn(state, header, declared) ?? header);
  const written = formProblems(state, loop, target, block, otherwise);
  const { gathers, seen, names, lazy, problems } = follow(state, standing, { target, iterable, block, declared });
  const blocked = blockedBy(state, "loop", span, [...written, ...problems]);
  if (blocked !== null) return { shape: blocked, heavy: isHeavy(seen, block.children) };
  const kept = [...namesIn(target), ...seen.bound.map(({ name }) => name)];
  const own = new Set([...kept, ...gathers.gather.map(({ name }) => name)]);
  const last = [...new Set(kept)].map((name): Gathered => ({ name, by: "last" }));
  return {
    shape: {
      shape: "loop",
      whole: span,
      target: state.span(target),
      iterable: state.span(iterable),
      ...(lazy ? { lazy: true } : {}),
      body: state.span(block),
      gather: [...gathers.gather, ...last],
      broadcast: broadcastOf(seen, own).filter((name) => !names.has(name) || standing.before.value(name) !== undefined),
    },
    heavy: isHeavy(seen, block.children),
  };
}

function formProblems(
  state: CellState,
  loop: SyntaxNode,
  target: SyntaxNode,
  block: SyntaxNode,
  otherwise: SyntaxNode | undefined,
): Problem[] {
  const { python, magics } = state.cell.parsed;
  const problems = refusedSyntax(block.children, { source: python, magics }, true);
  if (python.startsWith("async", loop.start))
    problems.push({ rank: 0, at: loop.start, name: null, says: "waits for other tasks", remedy: null });
  if (otherwise !== undefined)
    problems.push({
      rank: 0,
      at: otherwise.start,
      name: null,
      says: "has an `else`",
      remedy: "Write what follows the loop after it.",
    });
  if (!onlyNames(target)) {
    const says = "does not bind plain names";
    problems.push({
      rank: 0,
      at: target.start,
      name: null,
      says,
      remedy: "Loop over a plain name, and assign in the body.",
    });
  }
  return problems;
}

interface Followed {
  readonly gathers: Gathers;
  readonly seen: Observation;
  /** Names that the iterable reads. */
  readonly names: ReadonlySet<string>;
  readonly lazy: boolean;
  readonly problems: readonly Problem[];
}

interface Parts {
  readonly target: SyntaxNode;
  readonly iterable: SyntaxNode;
  readonly block: SyntaxNode;
  readonly declared: Declared | null;
}

function follow(state: CellState, standing: Standing, { target, iterable, block, declared }: Parts): Followed {
  const { python } = state.cell.parsed;
  const { machine, names, values } = evaluateAt(standing, iterable);
  const inLoop = standingOf(standing, machine);
  const targets = new Set(namesIn(target));
  const promised = new Set(declared === null ? [] : [...declared.gather, ...Object.keys(declared.reduce)]);
  const gathers = gathersOf(block.children, targets, python, inLoop.before, promised);
  const seen = observe(inLoop, gathers.rest, {
    prepare: (prepared) => bindItem(prepared, target, iterable, values),
    values: new Set(gathers.bringing.flatMap(({ brought }) => brought.slice(-1))),
  });
  const gathered = new Set(gathers.gather.map(({ name }) => name));
  const own = new Set([...targets, ...seen.bound.map(({ name }) => name), ...gathered]);
  const problems = [
    ...iterableProblems(iterable, values, ({ start, end }) => python.slice(start, end)),
    ...itemsChanged(iterable, names, gathers, seen),
    ...carriedProblems(state, block.children, gathers, seen),
    ...handlerProblems(block.children, seen.machine),
    ...changeProblems(seen, names, "iterations"),
    ...gathers.clashes,
    ...functionProblems(seen, own),
    ...effectProblems(seen, declared !== null),
    ...strangerProblems(seen, declared !== null),
    ...sharingProblems(gathers.bringing, seen),
    ...declaredProblems(gathers, block, declared),
  ];
  return { gathers, seen, names, lazy: isLazy(iterable, values), problems };
}

/** What is looped over must stay as it is. */
function itemsChanged(
  iterable: SyntaxNode,
  names: ReadonlySet<string>,
  gathers: Gathers,
  seen: Observation,
): Problem[] {
  return gathers.bringing.flatMap(({ name, statement }): Problem[] => {
    const read = [...namesSharing(name, seen.machine)].find((one) => names.has(one));
    if (read === undefined || iterable.start < 0) return [];
    const says = `changes \`${name}\`, which the loop takes its items from`;
    return [{ rank: 1, at: statement.start, name, says, remedy: `Gather in another list or dict than \`${name}\`.` }];
  });
}

function declaredProblems({ gather }: Gathers, block: SyntaxNode, declared: Declared | null): Problem[] {
  if (declared === null) return [];
  const problem = (name: string, says: string): Problem => ({ rank: 2, at: block.start, name, says, remedy: null });
  const missing = declared.gather
    .filter((name) => !gather.some((one) => one.name === name && one.by !== "fold"))
    .map((name) => problem(name, `and the lines after it never add to \`${name}\` alone, as \`gather=\` says`));
  const folds = Object.entries(declared.reduce).flatMap(([name, operator]) => {
    const fold = gather.find((one) => one.name === name);
    const fits = fold?.by === "fold" ? fold.operator === operator : fold?.by === "extend" && operator === "+";
    return fits
      ? []
      : [
          problem(
            name,
            `and the lines after it do not bring \`${name}\` together by \`${operator}\` alone, as \`reduce=\` says`,
          ),
        ];
  });
  return [...missing, ...folds];
}

/** The first argument of `cw.each(…)`. */
function itemsIn(state: CellState, header: SyntaxNode, { items }: Declared): SyntaxNode | null {
  const open = [header];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const span = state.span(node);
    if (span.start === items.start && span.end === items.end) return node;
    open.push(...node.children);
  }
  return null;
}

function namesIn(target: SyntaxNode): string[] {
  return target.type === "identifier" ? [target.text] : target.children.flatMap(namesIn);
}

function onlyNames(target: SyntaxNode): boolean {
  return nameTypes.has(target.type) && target.children.every(onlyNames);
}
