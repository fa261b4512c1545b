import { smallRange } from "../../../python/analysis/expressions.ts";
import { memberOf } from "../../../python/analysis/functions.ts";
import type { ClassValue, FunctionValue } from "../../../python/analysis/value.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import type { CellState } from "./cell-state.ts";
import { comprehensionKinds } from "./comprehension-kinds.ts";
import type { Observation } from "./observe.ts";

/** Names of calls that are known to take long. */
const slowCalls =
  /^(?:fit|fit_\w+|partial_fit|train|train_\w+|cross_val\w*|cross_validate|permutation_importance|sleep|read_(?:csv|table|excel|json|parquet|feather|hdf|pickle|stata|sas|fwf)|simulate\w*|solve\w*|minimize\w*|curve_fit|svd|eig\w*|odeint|quad|generate|encode|compute)$/;

/** Builtins that go through all that they are given. */
const goingThrough = /^(?:sum|min|max|sorted|any|all|list|tuple|set|dict|map|filter|reduce|join)$/;

/** Calls that take next to no time for what an item holds. */
const quickCalls = new Set(
  `abs append bool bytes capitalize casefold center chr clear copy count date decode dict difference divmod encode endswith extend find
  float format get getattr group groups hasattr hex id index insert int isalnum isalpha isdigit isinstance isoformat isspace items join keys
  len ljust lower lstrip ord partition pop print range remove removeprefix removesuffix repr replace rfind rjust round rsplit rstrip
  setdefault split splitlines startswith str strftime strip swapcase timestamp title total_seconds tuple type update upper values weekday
  zfill`.split(/\s+/),
);

/** Whether an item may take long: it loops, calls what is not quick, or a function of the notebook that does. */
export function isHeavy(seen: Observation, text: readonly SyntaxNode[]): boolean {
  const bodies = [...seen.followed].map(({ node }) => node.children.at(-1) as SyntaxNode);
  if (bodies.some(goesThrough) || [...seen.followed].some(callsItself)) return true;
  if (!seen.heavy) return false;
  if (seen.effects.length > 0) return true;
  const own = new Set([...seen.followed].map(({ name }) => name));
  return [...text, ...bodies].some((node) => loopsOver(node) || callsMore(node, own));
}

function callsItself({ name, node }: FunctionValue): boolean {
  const calls = (inner: SyntaxNode): boolean => calledName(inner) === name || inner.children.some(calls);
  return calls(node.children.at(-1) as SyntaxNode);
}

function callsMore(node: SyntaxNode, own: ReadonlySet<string>): boolean {
  const name = node.type === "call" ? (calledName(node) ?? "") : null;
  if (name !== null && !quickCalls.has(name) && !own.has(name)) return true;
  return node.children.some((child) => callsMore(child, own));
}

function goesThrough(node: SyntaxNode): boolean {
  return goingThrough.test(calledName(node) ?? "") || node.children.some(goesThrough);
}

function calledName(node: SyntaxNode): string | undefined {
  const [callee] = node.type === "call" ? node.children : [];
  return callee?.type === "attribute" ? callee.children[1]?.text : callee?.text;
}

/** Whether a statement, by its text and that of the functions that it names, may take so long that a process is worth it. */
export function seemsWeighty(statement: SyntaxNode, state: CellState): boolean {
  if (defining.has(statement.type)) return false;
  return textIsWeighty(statement) || callsWeighty(statement, state, 3);
}

const defining = new Set([
  "function_definition",
  "class_definition",
  "decorated_definition",
  "import_statement",
  "import_from_statement",
]);

/** It loops and calls, or calls what is known to be slow. */
function textIsWeighty(node: SyntaxNode): boolean {
  return slowCall(node) || (loopsOver(node) && has(node, "call"));
}

/** Whether a loop's body calls what is known to take long, itself or through functions of the notebook. */
export function isKnownSlow(body: SyntaxNode, state: CellState): boolean {
  return slowCall(body) || callsWeighty(body, state, 3);
}

function callsWeighty(node: SyntaxNode, state: CellState, depth: number): boolean {
  if (node.type === "call" && functionsCalled(node, state).some((fn) => isWeightyFunction(fn, state, depth)))
    return true;
  return node.children.some((child) => callsWeighty(child, state, depth));
}

function isWeightyFunction({ node }: FunctionValue, state: CellState, depth: number): boolean {
  const body = node.children.at(-1) as SyntaxNode;
  return loopsOver(body) || slowCall(body) || (depth > 0 && callsWeighty(body, state, depth - 1));
}

/** Functions of the notebook that a call may lead to: by name, or as methods of an object that goes by a name. */
function functionsCalled(call: SyntaxNode, { cell, before }: CellState): readonly FunctionValue[] {
  const [callee] = call.children;
  const [object, method] = callee?.type === "attribute" ? callee.children : [callee];
  if (object?.type !== "identifier") return [];
  const value = cell.analysis.bindings.get(object.text)?.value ?? before.value(object.text);
  if (value === undefined) return [];
  if (method === undefined)
    return [...value.functions, ...(value.cls === null ? [] : membersOf(value.cls, "__init__"))];
  return value.cls === null ? [] : membersOf(value.cls, method.text);
}

function membersOf(cls: ClassValue, name: string): readonly FunctionValue[] {
  return memberOf(cls, name)?.functions ?? [];
}

/** Whether a statement may take so long that a process of its own is worth it: it loops and calls, or calls what is slow. */
export function isWeighty(node: SyntaxNode, seen: Observation): boolean {
  if (!seen.heavy) return false;
  if (textIsWeighty(node)) return true;
  return [...seen.followed].some(({ node: definition }) => {
    const body = definition.children.at(-1) as SyntaxNode;
    return loopsOver(body) || slowCall(body);
  });
}

const ownTime = new Set(["function_definition", "class_definition", "lambda"]);

function loopsOver(node: SyntaxNode): boolean {
  if (ownTime.has(node.type)) return false;
  if (node.type === "while_statement") return true;
  if (node.type === "for_statement") return !smallRange(node.children[1]) || node.children.some(loopsOver);
  const clause = node.children.find(({ type }) => type === "for_in_clause");
  if (comprehensionKinds[node.type] !== undefined || node.type === "generator_expression")
    return !smallRange(clause?.children[1]) || node.children.some(loopsOver);
  return node.children.some(loopsOver);
}

function slowCall(node: SyntaxNode): boolean {
  if (ownTime.has(node.type)) return false;
  return slowCalls.test(calledName(node) ?? "") || node.children.some(slowCall);
}

function has(node: SyntaxNode, type: string): boolean {
  return node.type === type || (!ownTime.has(node.type) && node.children.some((child) => has(child, type)));
}
