import type { SyntaxNode } from "../../../python/parser.ts";
import { scopesOf } from "../../../python/scopes.ts";
import type { Span } from "../shapes.ts";

/** A comprehension, or a generator expression, of one `for`. */
export interface ComprehensionParts {
  readonly node: SyntaxNode;
  readonly kind: "list" | "set" | "dict" | "generator";
  readonly target: SyntaxNode;
  readonly iterable: SyntaxNode;
  readonly element: readonly SyntaxNode[];
  readonly conditions: readonly SyntaxNode[];
}

const kinds: { readonly [type: string]: ComprehensionParts["kind"] } = {
  list_comprehension: "list",
  set_comprehension: "set",
  dictionary_comprehension: "dict",
  generator_expression: "generator",
};

/** The parts of each comprehension in a piece of text, the outermost first; those of several `for`s are left out. */
export function comprehensionsIn(node: SyntaxNode): ComprehensionParts[] {
  const own = partsOf(node);
  return [...(own === null ? [] : [own]), ...node.children.flatMap(comprehensionsIn)];
}

export function partsOf(node: SyntaxNode): ComprehensionParts | null {
  const kind = kinds[node.type];
  const clauses = node.children.filter(({ type }) => type === "for_in_clause");
  const [target, iterable] = clauses[0]?.children ?? [];
  const body = node.children[0];
  if (kind === undefined || clauses.length !== 1 || !target || !iterable || !body) return null;
  const conditions = node.children.filter(({ type }) => type === "if_clause").flatMap(({ children }) => children);
  return { node, kind, target, iterable, element: body.type === "pair" ? body.children : [body], conditions };
}

/** A call whose function does not hang on the item: `f(x, C=c)` of an item `x`. */
export interface PlainCall {
  readonly callee: SyntaxNode;
  /** In the order of the item's names. */
  readonly items: readonly string[];
  readonly named: readonly Span[];
}

/** Reads an element as a plain call of the names of the item, followed by named arguments that do not hang on it. */
export function plainCall(element: SyntaxNode, target: SyntaxNode, reserved: ReadonlySet<string>): PlainCall | null {
  const [callee, list] = element.type === "call" ? element.children : [];
  if (callee === undefined || list?.type !== "argument_list") return null;
  const names = new Set(namesIn(target));
  if (uses(callee, names)) return null;
  const items: string[] = [];
  const named: SyntaxNode[] = [];
  for (const child of list.children) {
    if (child.type === "identifier" && names.has(child.text) && named.length === 0) items.push(child.text);
    else if (child.type === "keyword_argument" && !uses(child, names) && !reserved.has(child.children[0]?.text ?? ""))
      named.push(child);
    else return null;
  }
  return { callee, items, named };
}

export function namesIn(target: SyntaxNode): string[] {
  return target.type === "identifier" ? [target.text] : target.children.flatMap(namesIn);
}

function uses(node: SyntaxNode, names: ReadonlySet<string>): boolean {
  const { uses: used } = scopesOf({ type: "module", start: 0, end: 0, text: "", children: [node] });
  return [...names].some((name) => used.has(name));
}
