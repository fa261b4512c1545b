import type { SyntaxNode } from "../../../python/parser.ts";
import type { AuthorText } from "../author-text.ts";
import type { ComprehensionShape } from "../shapes.ts";
import { copy, type Edit, insert, type Piece, replace } from "./assemble.ts";
import { movable } from "./limits.ts";

const kinds: { readonly [type: string]: ComprehensionShape["kind"] } = {
  list_comprehension: "list",
  set_comprehension: "set",
  dictionary_comprehension: "dict",
};
/** What has names of its own, or text that must not be touched. */
const closed = new Set(["function_definition", "class_definition", "lambda", "string", "generator_expression"]);

/**
 * The edits that let the elements of a comprehension be worked out apart: the author's comprehension stays, over items
 * that `listed` gives; null where the copies would not do the same.
 */
export function outlineComprehension(text: AuthorText, shape: ComprehensionShape): Edit[] | null {
  const node = find(text.root, shape);
  if (node === null || !movable(text, [node]) || hasWalrus(node)) return null;
  const clauses = node.children.filter(({ type }) => type === "for_in_clause");
  const [target, iterable] = clauses[0]?.children ?? [];
  if (clauses.length !== 1 || target === undefined || iterable === undefined) return null;
  const conditions = node.children.filter(({ type }) => type === "if_clause").flatMap(({ children }) => children);
  const element = node.children[0]?.type === "pair" ? node.children[0].children : node.children.slice(0, 1);
  const condition = conditions.flatMap((part, at) => [...(at > 0 ? [" and "] : []), copied(text, part)]);
  return [
    insert(
      text,
      node.start,
      "__cellweave__.listed(",
      ...(shape.lazy ? ["[*", copy(text, iterable), "]"] : [copy(text, iterable)]),
      ", ",
      ...ofItem(text, target, elementPart(element.map((part) => copied(text, part)))),
      ", ",
      ...(conditions.length === 0 ? ["None"] : ofItem(text, target, condition)),
      ", lambda _cw_items: ",
    ),
    replace(text, iterable, "_cw_items"),
    insert(text, node.end, `, "${shape.kind}")`),
  ];
}

type Part = string | readonly Piece[];

/** A function of one item: a target of several names takes the item apart in a comprehension of its own. */
function ofItem(text: AuthorText, target: SyntaxNode, value: readonly Part[]): Part[] {
  if (target.type === "identifier") return [`lambda ${target.text}: `, ...value];
  return ["lambda _cw_item: [", ...value, " for ", copy(text, target), " in (_cw_item,)][0]"];
}

function copied(text: AuthorText, node: SyntaxNode): Piece[] {
  const open = { text: "(", line: 0, copied: false };
  const pieces = copy(text, node);
  const line = pieces[0]?.line ?? 1;
  return [{ ...open, line }, ...pieces, { ...open, text: ")", line }];
}

/** The element; of a dict its key and its value. */
function elementPart(parts: readonly (readonly Piece[])[]): Part[] {
  return parts.length === 1
    ? [...parts]
    : ["(", ...parts.flatMap((part, at): Part[] => (at > 0 ? [", ", part] : [part])), ")"];
}

function find(node: SyntaxNode, shape: ComprehensionShape): SyntaxNode | null {
  if (node.end <= shape.whole.start || node.start >= shape.whole.end || closed.has(node.type)) return null;
  if (kinds[node.type] !== undefined)
    return kinds[node.type] === shape.kind && node.start === shape.whole.start ? node : null;
  for (const child of node.children) {
    const found = find(child, shape);
    if (found !== null) return found;
  }
  return null;
}

function hasWalrus(node: SyntaxNode): boolean {
  return node.type === "named_expression" || node.children.some(hasWalrus);
}
