import { readCell } from "../../../python/analysis/read-cell.ts";
import { standingAfter } from "../../../python/analysis/standing.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import { lineEnd, lineStart, trimmedEnd } from "../author-text.ts";
import { stateOf } from "../find/cell-state.ts";
import { observe } from "../find/observe.ts";
import { proveLoop } from "../find/prove-loop.ts";
import type { Blocked, LoopShape, Span } from "../shapes.ts";
import { asBlock, cutText } from "./cut-text.ts";
import { freeName } from "./free-name.ts";
import { namesOf, touched } from "./names.ts";
import type { Place } from "./place.ts";

/** A loop that is to be taken apart. */
export interface LoopParts {
  /** Where the statement begins that comes in its place. */
  readonly start: number;
  readonly targets: readonly string[];
  /** Stands for the items in a proof: something that gives as many values as there are targets. */
  readonly items: string;
  readonly block: SyntaxNode;
}

/** What each item does by itself, as the body of a function, and what stays in a loop over what it gives. */
export interface SplitLoop {
  /** Lines without indentation. */
  readonly body: string;
  /** Names that the body leaves, in order. */
  readonly gives: readonly string[];
  /** Lines without indentation; "" where nothing stays. */
  readonly rest: string;
  readonly stays: readonly SyntaxNode[];
  /** Names that the body may leave, and that nothing reads: they are gone. */
  readonly dropped: readonly string[];
  /** Names of the notebook that every item reads. */
  readonly broadcast: readonly string[];
  /** The one call that the body is, and the name of what it gives. */
  readonly call: { readonly node: SyntaxNode; readonly name: string } | null;
}

interface Piece {
  readonly node: SyntaxNode;
  readonly span: Span;
  /** All of it goes into the function. */
  moves: boolean;
  /** Calls in it that go there alone, each with the name of what it gives. */
  hoisted: readonly { readonly name: string; readonly call: SyntaxNode }[];
}

/** Takes a loop apart where the items' own work can be told from what goes from one round to the next; else says why not. */
export function splitLoop(place: Place, loop: LoopParts): SplitLoop | Blocked | string {
  const pieces = piecesOf(place, loop.block);
  if (pieces === null) return "Two statements of its loop stand on one line.";
  const moved: Moved = { place, loop, pieces, indent: indentOf(place, loop.block) };
  for (const piece of pieces) {
    piece.moves = isQuiet(piece.node);
    if (piece.moves && mayMove(moved)) continue;
    piece.moves = false;
    piece.hoisted = hoistedFrom(moved, piece);
  }
  settle(moved);
  if (!pieces.some(({ moves, node, hoisted }) => hoisted.length > 0 || (moves && hasCall(node))))
    return firstReason(moved);
  return splitFrom(moved);
}

interface Moved {
  readonly place: Place;
  readonly loop: LoopParts;
  readonly pieces: readonly Piece[];
  readonly indent: string;
}

/** The statements with the comments above and beside them; null where two share a line. */
function piecesOf({ text }: Place, block: SyntaxNode): Piece[] | null {
  const first = block.children[0];
  if (first === undefined) return null;
  const pieces: Piece[] = [];
  const head = text.source.slice(lineStart(text, first.start), first.start);
  if (head.trim() !== "") {
    if (block.children.length > 1) return null;
    return [
      { node: first, span: { start: first.start, end: trimmedEnd(text.source, first) }, moves: false, hoisted: [] },
    ];
  }
  let from = lineStart(text, first.start);
  for (const node of block.children) {
    const end = lineEnd(text, trimmedEnd(text.source, node) - 1);
    if (lineStart(text, node.start) < from) return null;
    pieces.push({ node, span: { start: from, end }, moves: false, hoisted: [] });
    from = Math.min(text.source.length, end + 1);
  }
  return pieces;
}

function indentOf({ text }: Place, block: SyntaxNode): string {
  const start = block.children[0]?.start ?? block.start;
  const lead = text.source.slice(lineStart(text, start), start);
  return lead.trim() === "" ? lead : "";
}

/** What is shown comes in the order of the rounds, so it stays in the loop. */
function isQuiet(node: SyntaxNode): boolean {
  const callee = node.type === "call" ? node.children[0] : undefined;
  if (/^(?:print|display)$/.test(callee?.text ?? "")) return false;
  return node.children.every(isQuiet);
}

function mayMove(moved: Moved): boolean {
  const shape = proved(moved);
  return shape.shape === "loop" && shape.gather.every(({ by }) => by === "last");
}

/** The proof that what moves so far could run apart. */
function proved(moved: Moved): LoopShape | Blocked {
  const { place, loop } = moved;
  const body = bodyOf(moved);
  if (body === "")
    return { shape: "blocked", of: "loop", span: loop.block, name: null, line: null, reason: "", remedy: null };
  return proofOf(place, loop, body);
}

function proofOf(place: Place, { start, targets, items }: LoopParts, body: string): LoopShape | Blocked {
  const { state, standing, loop } = candidate(
    place,
    start,
    `for ${targets.join(", ")} in ${items}:\n${asBlock(body)}\n`,
  );
  return proveLoop(state, standing, loop).shape;
}

/** The cell up to a place, and another statement there. */
function candidate({ state, text, parser }: Place, start: number, statement: string) {
  const source = text.source.slice(0, lineStart(text, start)) + statement;
  const parsed = readCell(parser, source);
  const { cell } = state.cell;
  const own = stateOf({ ...state.cell, cell: { ...cell, source }, parsed }, state.before, parser, state.methods);
  const statements = parsed.root.children;
  const loop = statements.at(-1) as SyntaxNode;
  return { state: own, standing: standingAfter(own.start, statements.slice(0, -1)), loop };
}

function bodyOf({ place, pieces, indent }: Moved): string {
  return pieces
    .flatMap(({ moves, span, hoisted }) =>
      moves
        ? [cutText(place.text, span, indent)]
        : hoisted.map(({ name, call }) => `${name} = ${cutText(place.text, call, indent)}`),
    )
    .join("\n");
}

/** Calls of a statement that stays which can be made before it, since they are made in any case. */
function hoistedFrom(moved: Moved, piece: Piece): Piece["hoisted"] {
  const names = new Set(moved.place.taken);
  for (const one of moved.pieces) for (const { name } of one.hoisted) names.add(name);
  const kept: { name: string; call: SyntaxNode }[] = [];
  for (const call of sureCalls(piece.node)) {
    const name = freeName(names, nameFor(call));
    piece.hoisted = [...kept, { name, call }];
    if (mayMove(moved)) kept.push({ name, call });
    else names.delete(name);
  }
  return kept;
}

/** Names that go well with what a call gives: `score` of `model.score(…)`. */
function nameFor(call: SyntaxNode): string[] {
  const callee = call.children[0];
  const called = (callee?.type === "attribute" ? callee.children[1]?.text : callee?.text) ?? "";
  const known = /(score|loss|error|accuracy|auc|mse|mae|rmse)/.exec(called.toLowerCase())?.[1];
  return known === undefined ? ["value", "given"] : [known, `${known}_here`];
}

const light =
  /^(?:round|float|int|str|bool|len|abs|max|min|sum|tuple|list|dict|set|print|display|format|repr|sorted|zip|range|enumerate)$/;
const uncertain =
  /^(?:boolean_operator|conditional_expression|lambda|list_comprehension|set_comprehension|dictionary_comprehension|generator_expression|await|block|elif_clause|else_clause|named_expression)$/;

/** The outermost calls that a statement makes in any case, before it does anything else. */
function sureCalls(node: SyntaxNode): SyntaxNode[] {
  if (node.type === "if_statement") return node.children.slice(0, 1).flatMap(callsIn);
  if (node.type !== "expression_statement") return [];
  const [inner] = node.children;
  if (inner?.type === "assignment" || inner?.type === "augmented_assignment")
    return inner.children.slice(-1).flatMap(callsIn);
  // The call that is the statement itself: `rows.append(…)`, `print(…)`.
  return inner?.type === "call" ? inner.children.slice(1).flatMap(callsIn) : [];
}

function callsIn(node: SyntaxNode): SyntaxNode[] {
  if (uncertain.test(node.type)) return [];
  if (node.type !== "call") return node.children.flatMap(callsIn);
  const callee = node.children[0];
  return callee?.type === "identifier" && light.test(callee.text) ? node.children.slice(1).flatMap(callsIn) : [node];
}

/** What moves must neither see nor disturb what stays: where it would, it stays too. */
function settle(moved: Moved): void {
  const { pieces } = moved;
  for (let again = true; again; ) {
    again = false;
    const changed = changedBy(moved);
    for (const [at, piece] of pieces.entries()) {
      if (!piece.moves && piece.hoisted.length === 0) continue;
      const parts = piece.moves ? [piece.node] : piece.hoisted.map(({ call }) => call);
      const own = namesOf(parts);
      const earlier = namesOf(pieces.slice(0, at).flatMap(({ moves, node }) => (moves ? [] : [node])));
      const disturbs = [...own.bound].some((name) => earlier.used.has(name) || changed.has(name));
      if (!disturbs && ![...own.used].some((name) => changed.has(name))) continue;
      piece.moves = false;
      piece.hoisted = [];
      again = true;
    }
    if (!again && bodyOf(moved) !== "" && !mayMove(moved)) {
      // What it needs has gone: the last one that moves stays.
      const last = pieces.findLast(({ moves, hoisted }) => moves || hoisted.length > 0);
      if (last === undefined) return;
      last.moves = false;
      last.hoisted = [];
      again = true;
    }
  }
}

/** Names that what stays binds, or whose values it may change. */
function changedBy({ place, loop, pieces, indent }: Moved): ReadonlySet<string> {
  const staying = pieces.filter(({ moves }) => !moves);
  if (staying.length === 0) return new Set();
  const nodes = staying.map(({ node }) => node);
  const owned = namesOf(pieces.flatMap(({ moves, node }) => (moves ? [node] : []))).bound;
  const isModule = (name: string) => place.state.before.value(name)?.type === "module";
  const names = new Set(namesOf(nodes).bound);
  const made = new Set(staying.flatMap(({ hoisted }) => hoisted.map(({ call }) => call)));
  for (const name of touched(nodes, made)) if (!owned.has(name) && !isModule(name)) names.add(name);
  const rest = restOf(place, staying, indent);
  const { standing, loop: own } = candidate(
    place,
    loop.start,
    `for ${loop.targets.join(", ")} in ${loop.items}:\n${asBlock(rest)}\n`,
  );
  const block = own.children[2];
  if (block !== undefined)
    for (const one of observe(standing, block.children).changes)
      for (const name of one.names) if (!owned.has(name)) names.add(name);
  return names;
}

/** What stays of the loop's body, with what the function gives in the place of calls that it makes. */
function restOf({ text }: Place, staying: readonly Piece[], indent: string): string {
  return staying
    .map(({ span, hoisted }) => {
      const edits = hoisted.map(({ name, call: { start, end } }) => ({ start, end, by: name }));
      return cutText(text, span, indent, edits);
    })
    .join("\n");
}

function hasCall(node: SyntaxNode): boolean {
  return node.type === "call" || node.children.some(hasCall);
}

/** Why the first statement that takes time cannot be taken out of its loop. */
function firstReason({ place, loop, pieces, indent }: Moved): Blocked | string {
  const piece = pieces.find(({ node }) => hasCall(node));
  if (piece === undefined) return "Nothing in its loop calls anything, so nothing in it takes time.";
  const shape = proofOf(place, loop, cutText(place.text, piece.span, indent));
  const line = place.text.source.slice(0, piece.node.start).split("\n").length;
  if (shape.shape === "blocked") return { ...shape, span: piece.node, line };
  return `What line ${line} works out goes from one round of the loop to the next.`;
}

const sure =
  /^(?:expression_statement|with_statement|import_statement|import_from_statement|function_definition|class_definition)$/;

function splitFrom(moved: Moved): SplitLoop | string {
  const { place, loop, pieces, indent } = moved;
  const gives: string[] = [];
  const dropped: string[] = [];
  for (const { moves, node, hoisted } of pieces) {
    if (moves)
      for (const name of namesOf([node]).bound)
        if (!gives.includes(name) && !loop.targets.includes(name)) (sure.test(node.type) ? gives : dropped).push(name);
    for (const { name } of hoisted) gives.push(name);
  }
  const staying = pieces.filter(({ moves }) => !moves);
  const lost = [...new Set(dropped)].filter((name) => !gives.includes(name));
  const wanted = new Set([...namesOf(staying.map(({ node }) => node)).used, ...place.usedAfter(loop.block.end)]);
  const missing = lost.find((name) => wanted.has(name));
  if (missing !== undefined) return `\`${missing}\`, which may not be bound in every round, is read afterwards.`;
  const rebinding = loop.targets.find((name) =>
    pieces.some(({ moves, node }) => moves && namesOf([node]).bound.has(name)),
  );
  if (rebinding !== undefined) return `Its loop gives \`${rebinding}\`, which it goes through, another value.`;
  const shape = proved(moved);
  const body = bodyOf(moved);
  const only = pieces.flatMap(({ moves, node, hoisted }) => [
    ...(moves ? [callOf(node)] : []),
    ...hoisted.map(({ name, call }) => ({ name, node: call })),
  ]);
  return {
    body,
    gives,
    rest: restOf(place, staying, indent),
    stays: staying.map(({ node }) => node),
    dropped: lost,
    broadcast: shape.shape === "loop" ? shape.broadcast.filter((name) => !loop.targets.includes(name)) : [],
    call: only.length === 1 ? (only[0] ?? null) : null,
  };
}

/** The call of `name = f(…)`. */
function callOf(statement: SyntaxNode): { readonly name: string; readonly node: SyntaxNode } | null {
  const [inner] = statement.type === "expression_statement" ? statement.children : [];
  const [target, value, ...more] = inner?.type === "assignment" ? inner.children : [];
  if (target?.type !== "identifier" || value?.type !== "call" || more.length > 0) return null;
  return { name: target.text, node: value };
}
