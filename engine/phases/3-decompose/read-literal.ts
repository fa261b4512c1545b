import type { Json } from "../../model/notebook.ts";
import { stringValue } from "../../python/literals.ts";
import type { SyntaxNode } from "../../python/parser.ts";

type Read = (node: SyntaxNode, source: string) => Json | undefined;

const readers: { readonly [type: string]: Read } = {
  none: () => null,
  true: () => true,
  false: () => false,
  integer: (node) => number(node.text),
  float: (node) => number(node.text),
  string: (node, source) => stringValue(node, source) ?? undefined,
  concatenated_string: (node, source) => stringValue(node, source) ?? undefined,
  parenthesized_expression: (node, source) => inner(node, source),
  unary_operator: (node, source) => {
    const value = inner(node, source);
    return typeof value === "number" && source[node.start] === "-" ? -value : undefined;
  },
  list: (node, source) => all(node.children, source),
  tuple: (node, source) => all(node.children, source),
  dictionary: (node, source) => {
    const members: { [name: string]: Json } = {};
    for (const { type, children } of node.children) {
      const [key, value] = children.map((child) => readLiteral(child, source));
      if (type !== "pair" || typeof key !== "string" || value === undefined) return undefined;
      members[key] = value;
    }
    return members;
  },
};

/** The value that a literal says, tuples as lists; undefined where it is known only when the code runs. */
export function readLiteral(node: SyntaxNode, source: string): Json | undefined {
  return readers[node.type]?.(node, source);
}

function inner(node: SyntaxNode, source: string): Json | undefined {
  return node.children[0] === undefined ? undefined : readLiteral(node.children[0], source);
}

function all(nodes: readonly SyntaxNode[], source: string): Json | undefined {
  const values = nodes.map((node) => readLiteral(node, source));
  return values.every((value) => value !== undefined) ? values : undefined;
}

function number(text: string): number | undefined {
  const value = Number(text.replaceAll("_", ""));
  return Number.isFinite(value) ? value : undefined;
}
