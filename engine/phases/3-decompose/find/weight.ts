import { smallRange } from "../../../python/analysis/expressions.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import type { Observation } from "./observe.ts";
import { comprehensionKinds } from "./prove-comprehension.ts";

/** Names of calls that are known to take long. */
const slowCalls =
  /^(?:fit|fit_\w+|partial_fit|train|train_\w+|cross_val\w*|cross_validate|permutation_importance|sleep|read_(?:csv|table|excel|json|parquet|feather|hdf|pickle|stata|sas|fwf)|simulate\w*|solve\w*|minimize\w*|curve_fit|svd|eig\w*|odeint|quad|generate|encode|compute)$/;

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
  const [callee] = node.type === "call" ? node.children : [];
  const name = callee?.type === "attribute" ? callee.children[1]?.text : callee?.text;
  return (name !== undefined && slowCalls.test(name)) || node.children.some(slowCall);
}

function has(node: SyntaxNode, type: string): boolean {
  return node.type === type || (!ownTime.has(node.type) && node.children.some((child) => has(child, type)));
}
