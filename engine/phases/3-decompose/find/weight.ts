import { smallRange } from "../../../python/analysis/expressions.ts";
import type { FunctionValue } from "../../../python/analysis/value.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
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

/** Whether a statement may take so long that a process of its own is worth it: it loops and calls, or calls what is slow. */
export function isWeighty(node: SyntaxNode, seen: Observation): boolean {
  if (!seen.heavy) return false;
  if (slowCall(node)) return true;
  if (loopsOver(node) && has(node, "call")) return true;
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
