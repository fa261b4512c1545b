import type { Gathered } from "../../../model/skeleton.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import type { AuthorText } from "../author-text.ts";
import type { Span } from "../shapes.ts";
import { type Edit, insert, replace } from "./assemble.ts";

type Fold = Extract<Gathered, { by: "fold" }>;

/**
 * The edits that let `total = total + e` and `best = max(best, e)` of a loop's body tell what each item brings;
 * `total += e` does so as it is. null where a fold is written in another way.
 */
export function foldEdits(text: AuthorText, block: SyntaxNode, gather: readonly Gathered[]): Edit[] | null {
  const folds = new Map(gather.filter((item) => item.by === "fold").map((fold) => [fold.name, fold]));
  if (folds.size === 0) return [];
  const edits: Edit[] = [];
  return visit(text, block, folds, edits) ? edits : null;
}

function visit(text: AuthorText, node: SyntaxNode, folds: ReadonlyMap<string, Fold>, edits: Edit[]): boolean {
  const [target, value] = node.children;
  const fold = target?.type === "identifier" && /assignment$/.test(node.type) ? folds.get(target.text) : undefined;
  if (fold === undefined || target === undefined || value === undefined)
    return node.children.every((child) => visit(text, child, folds, edits));
  if (node.type === "augmented_assignment")
    return text.source.slice(target.end, value.start).replace(/[\s\\]/g, "") === `${fold.operator}=`;
  return rewrite(text, value, fold, edits);
}

/** Wraps the places where a value is added to the name, the innermost first. */
function rewrite(text: AuthorText, node: SyntaxNode, fold: Fold, edits: Edit[]): boolean {
  if (node.type === "identifier") return node.text === fold.name;
  const [first, second] = node.children;
  if (node.type === "parenthesized_expression") return first !== undefined && rewrite(text, first, fold, edits);
  if (node.type === "binary_operator" && first !== undefined && second !== undefined) {
    if (text.source.slice(first.end, second.start).replace(/[\s\\]/g, "") !== fold.operator) return false;
    edits.push(insert(text, node.start, "__cellweave__.fold("));
    if (!isName(first, fold) && !rewrite(text, first, fold, edits)) return false;
    edits.push(replace(text, between(first, second), `, "${fold.operator}", `), insert(text, second.end, ")"));
    return true;
  }
  const args = second?.type === "argument_list" ? second.children : [];
  const [left, right] = args;
  if (node.type !== "call" || first?.text !== fold.operator || args.length !== 2) return false;
  if (left === undefined || right === undefined || !isName(left, fold)) return false;
  if (right.type === "keyword_argument" || right.type === "list_splat") return false;
  edits.push(replace(text, first, "__cellweave__.fold"));
  edits.push(replace(text, between(left, right), `, "${fold.operator}", `));
  return true;
}

function isName(node: SyntaxNode, fold: Fold): boolean {
  return node.type === "identifier" && node.text === fold.name;
}

function between(a: Span, b: Span): Span {
  return { start: a.end, end: b.start };
}
