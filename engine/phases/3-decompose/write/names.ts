import type { SyntaxNode } from "../../../python/parser.ts";
import { scopesOf } from "../../../python/scopes.ts";

/** Names that a piece of syntax binds for the notebook, and those that it mentions, functions inside it included. */
export function namesOf(nodes: readonly SyntaxNode[]): {
  readonly bound: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
} {
  const scope = scopesOf({ type: "module", start: 0, end: 0, text: "", children: nodes });
  const used = new Set<string>();
  const open = [scope];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const name of at.uses) if (at === scope || !at.bound.has(name)) used.add(name);
    open.push(...at.children);
  }
  return { bound: scope.bound, used };
}

/** The name that `a.b[c].d` begins with. */
export function rootOf(node: SyntaxNode | undefined): string | null {
  if (node?.type === "identifier") return node.text;
  if (node?.type !== "attribute" && node?.type !== "subscript" && node?.type !== "call") return null;
  return rootOf(node.children[0]);
}

/** Names whose values a piece may change in place: `x.add(…)`, `x[0] = …`, `x.y += …`, `del x[0]`; pieces `without` are not looked at. */
export function touched(
  nodes: readonly SyntaxNode[],
  without: ReadonlySet<SyntaxNode> = new Set(),
): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (node: SyntaxNode | undefined) => {
    const root = node?.type === "identifier" ? null : rootOf(node);
    if (root !== null) names.add(root);
  };
  const visit = (node: SyntaxNode) => {
    if (without.has(node)) return;
    if (node.type === "assignment" || node.type === "augmented_assignment") targets(node.children[0]).forEach(add);
    if (node.type === "delete_statement") node.children.flatMap(targets).forEach(add);
    if (node.type === "call" && node.children[0]?.type === "attribute") add(node.children[0]);
    node.children.forEach(visit);
  };
  nodes.forEach(visit);
  return names;
}

function targets(node: SyntaxNode | undefined): SyntaxNode[] {
  if (node === undefined) return [];
  return /^(?:pattern_list|tuple_pattern|list_pattern|expression_list|tuple)$/.test(node.type)
    ? node.children.flatMap(targets)
    : [node];
}
