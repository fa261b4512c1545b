import { skeletonTypes } from "@cellweave/nodes/types/skeletons/skeletons";
import { joinWishes } from "../../model/resource-wishes.ts";
import type { SkeletonName } from "../../model/skeleton.ts";
import type { SyntaxNode } from "../../python/parser.ts";
import { type Scope, scopesOf } from "../../python/scopes.ts";
import type { AuthorText } from "./author-text.ts";
import { importedMeanings, type Meaning, type Meanings, meaningOf } from "./meanings.ts";
import { readCall, type SkeletonCall } from "./read-call.ts";
import { readTask, type TaskCall } from "./read-task.ts";

/** A skeleton that the author wrote. */
export interface Written {
  readonly call: SkeletonCall;
  /** What it stands for: the call, or the whole loop or `with` statement. */
  readonly node: SyntaxNode;
  /** The statement of the cell that it is, or whose value it is; null inside of one. */
  readonly statement: SyntaxNode | null;
  /** The name that its result gets. */
  readonly result: string | null;
}

export interface Recognised {
  readonly written: readonly Written[];
  /** Decorators that ask something of the environment. */
  readonly decorators: readonly TaskCall[];
  /** Tasks that the cell's code names. */
  readonly tasks: readonly Extract<Meaning, { means: "task" }>[];
  /** Calls of `cw.branch`. */
  readonly branches: ReadonlySet<SyntaxNode>;
  /** The cell has nothing to do with skeletons. */
  readonly isEmpty: boolean;
}

interface Walk {
  readonly text: AuthorText;
  readonly meanings: Meanings;
  readonly scopes: ReadonlyMap<SyntaxNode, Scope>;
  readonly written: Written[];
  readonly decorators: TaskCall[];
  readonly tasks: Map<string, Extract<Meaning, { means: "task" }>>;
  readonly branches: Set<SyntaxNode>;
}

const blocks = new Set(["block", "else_clause", "elif_clause", "finally_clause", "except_clause", "case_clause"]);
const definitions = new Set(["function_definition", "class_definition"]);
const none: Recognised = { written: [], decorators: [], tasks: [], branches: new Set(), isEmpty: true };

/** The skeletons of a cell, in text order. `meanings` says what names stand for before the cell, and then after it. */
export function recognise(text: AuthorText, meanings: Meanings): Recognised {
  if (!mentionsSkeletons(text.source, meanings)) return none;
  const scopes = new Map<SyntaxNode, Scope>();
  index(scopesOf(text.root), scopes);
  const walk: Walk = { text, meanings, scopes, written: [], decorators: [], tasks: new Map(), branches: new Set() };
  for (const statement of text.root.children) follow(walk, statement, statement);
  walk.written.sort((a, b) => a.node.start - b.node.start);
  const { written, decorators, branches } = walk;
  const isEmpty = written.length + decorators.length + walk.tasks.size === 0;
  return { written, decorators, tasks: [...walk.tasks.values()], branches, isEmpty };
}

/** Whether a cell's text may have to do with skeletons, or with a name that stands for one. */
export function mentionsSkeletons(source: string, meanings: Meanings): boolean {
  if (source.includes("cellweave")) return true;
  for (const name of meanings.keys()) if (source.includes(name)) return true;
  return false;
}

function index(scope: Scope, into: Map<SyntaxNode, Scope>): void {
  into.set(scope.node, scope);
  for (const child of scope.children) index(child, into);
}

/** Reads a statement, then lets its names mean what it makes them mean. `top` is it where it is one of the cell's own. */
function follow(walk: Walk, node: SyntaxNode, top: SyntaxNode | null): void {
  if (node.type === "decorated_definition") followDefinition(walk, node);
  else if (definitions.has(node.type) || !node.children.some(({ type }) => blocks.has(type))) {
    look(walk, node, top, []);
    bindNames(walk, node);
  } else followCompound(walk, node, top);
}

function followCompound(walk: Walk, node: SyntaxNode, top: SyntaxNode | null): void {
  for (const child of node.children) {
    if (!blocks.has(child.type)) look(walk, child, null, []);
  }
  loopOrFork(walk, node, top);
  forget(walk, boundBy({ ...node, children: node.children.filter(({ type }) => !blocks.has(type)) }));
  for (const child of node.children.filter(({ type }) => blocks.has(type))) followBlock(walk, child);
}

function followBlock(walk: Walk, block: SyntaxNode): void {
  for (const child of block.children) {
    if (blocks.has(child.type)) followBlock(walk, child);
    else follow(walk, child, null);
  }
}

/** A `for` over `cw.each(…)`, or a `with cw.fork():`. */
function loopOrFork(walk: Walk, node: SyntaxNode, top: SyntaxNode | null): void {
  const found = walk.written.findLast(({ call }) => {
    if (node.type === "for_statement") return call.skeleton === "each" && call.node === node.children[1];
    const item = node.type === "with_statement" ? node.children[0]?.children[0]?.children[0] : undefined;
    return call.skeleton === "fork" && (call.node === item || call.node === item?.children[0]);
  });
  if (found === undefined) return;
  walk.written.splice(walk.written.indexOf(found), 1, { ...found, node, statement: top });
}

function look(walk: Walk, node: SyntaxNode, top: SyntaxNode | null, inside: readonly Scope[]): void {
  const scope = walk.scopes.get(node);
  const within = scope === undefined || scope.kind === "module" ? inside : [...inside, scope];
  const shadowed = (name: string) => within.some(({ bound, globals }) => bound.has(name) && !globals.has(name));
  const meaning = node.type === "call" ? meaningOf(node.children[0], walk.meanings, shadowed) : null;
  if (meaning !== null) noteCall(walk, node, meaning, top);
  if (node.type === "identifier") {
    const task = meaningOf(node, walk.meanings, shadowed);
    if (task?.means === "task") walk.tasks.set(task.name, task);
  }
  for (const child of node.children) look(walk, child, top, within);
}

function noteCall(walk: Walk, node: SyntaxNode, meaning: Meaning, top: SyntaxNode | null): void {
  if (meaning.means !== "member" && meaning.means !== "method") return;
  if (meaning.name === "branch") walk.branches.add(node);
  if (!Object.hasOwn(skeletonTypes, meaning.name)) return;
  const call = readCall(meaning.name as SkeletonName, node, meaning.means === "method" ? meaning.task : null);
  if (call === null) return;
  const value = top === null ? null : assignedBy(top);
  const lifted = value?.node === node ? top : null;
  walk.written.push({ call, node, statement: lifted, result: lifted === null ? null : (value?.name ?? null) });
}

/** The value of `value`, `name = value` or `a = b = value`, with the name where there is just one. */
function assignedBy(statement: SyntaxNode): { readonly node: SyntaxNode; readonly name: string | null } | null {
  let node = statement.type === "expression_statement" ? statement.children[0] : undefined;
  let name: string | null = null;
  for (let depth = 0; node?.type === "assignment"; depth++) {
    const target = node.children[0];
    name = depth === 0 && target?.type === "identifier" ? target.text : null;
    node = node.children.at(-1);
  }
  return node === undefined ? null : { node, name };
}

function followDefinition(walk: Walk, node: SyntaxNode): void {
  const definition = node.children.at(-1);
  const decorators = node.children.filter(({ type }) => type === "decorator");
  const name = definition?.children[0]?.text ?? "";
  const tasks = decorators.flatMap((decorator) => {
    const of = decorator.children[0];
    const meaning = meaningOf(of?.type === "call" ? of.children[0] : of, walk.meanings);
    const asks = meaning?.means === "member" && (meaning.name === "task" || meaning.name === "environment");
    return asks && of !== undefined ? [readTask(of, name, walk.text.source)] : [];
  });
  look(walk, node, null, []);
  walk.decorators.push(...tasks);
  if (tasks.length === 0) forget(walk, [name]);
  else walk.meanings.set(name, { means: "task", name, wishes: joinWishes(tasks.map(({ wishes }) => wishes)) });
}

function bindNames(walk: Walk, node: SyntaxNode): void {
  if (node.type === "import_statement" || node.type === "import_from_statement") {
    for (const [name, meaning] of importedMeanings(node)) {
      if (meaning === null) walk.meanings.delete(name);
      else walk.meanings.set(name, meaning);
    }
    return;
  }
  const value = assignedBy(node);
  const meaning = value?.name ? meaningOf(value.node, walk.meanings) : null;
  forget(walk, boundBy(node));
  if (value?.name && meaning !== null) walk.meanings.set(value.name, meaning);
}

function forget({ meanings }: Walk, names: Iterable<string>): void {
  for (const name of names) meanings.delete(name);
}

function boundBy(node: SyntaxNode): ReadonlySet<string> {
  return scopesOf({ type: "module", start: 0, end: 0, text: "", children: [node] }).bound;
}
