import type { Gathered } from "../../../model/skeleton.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import type { AuthorText } from "../author-text.ts";
import type { ComprehensionShape, LoopShape, SectionsShape, Shape, Span } from "../shapes.ts";

/** What a test says of the loops of a cell: how each name comes out, `{ rows: "append", total: "fold +" }`. */
export type Rules = { readonly [name: string]: string };

const comprehensions: { readonly [type: string]: ComprehensionShape["kind"] } = {
  list_comprehension: "list",
  set_comprehension: "set",
  dictionary_comprehension: "dict",
};

/** Every outermost loop and comprehension of a cell, taken as proved. */
export function shapesIn(text: AuthorText, rules: Rules = {}): Shape[] {
  return text.root.children.flatMap((node) => shapesOf(node, rules));
}

function shapesOf(node: SyntaxNode, rules: Rules): Shape[] {
  if (node.type === "for_statement") return [loopOf(node, rules)];
  const blocks = node.children.some(({ type }) => type === "block");
  if (node.type === "block" || blocks || /_clause$/.test(node.type))
    return node.children.flatMap((child) => shapesOf(child, rules));
  return comprehensionsOf(node);
}

/** Sections of top-level statements, by the numbers of their first statements. */
export function sectionsOf({ root }: AuthorText, firsts: readonly number[], end: number): SectionsShape {
  return {
    shape: "sections",
    sections: firsts.map((first, n) => {
      const nodes = root.children.slice(first, firsts[n + 1] ?? end);
      const span = { start: nodes[0]?.start ?? 0, end: nodes.at(-1)?.end ?? 0 };
      return { name: `section ${n + 1}`, span, binds: [...new Set(nodes.flatMap(boundBy))] };
    }),
  };
}

/** The branches of a `with cw.fork():` at the top of a cell. */
export function branchesOf(block: SyntaxNode): SectionsShape {
  return {
    shape: "sections",
    sections: block.children.map((node, n) => ({
      name: `branch ${n + 1}`,
      span: spanOf(node),
      binds: node.children.flatMap((part) => (part.type === "block" ? part.children.flatMap(boundBy) : [])),
    })),
  };
}

function boundBy(statement: SyntaxNode): string[] {
  const target = statement.children[0]?.children[0];
  return /assignment$/.test(statement.children[0]?.type ?? "") && target?.type === "identifier" ? [target.text] : [];
}

function loopOf(node: SyntaxNode, rules: Rules): LoopShape {
  const [target, iterable, body] = node.children as [SyntaxNode, SyntaxNode, SyntaxNode];
  const gather = Object.entries(rules).map(([name, rule]): Gathered => {
    const [by, operator] = rule.split(" ");
    return by === "fold" ? ({ name, by, operator } as Gathered) : ({ name, by } as Gathered);
  });
  return {
    shape: "loop",
    whole: spanOf(node),
    target: spanOf(target),
    iterable: spanOf(iterable),
    body: spanOf(body),
    gather,
    broadcast: [],
  };
}

function comprehensionsOf(node: SyntaxNode): ComprehensionShape[] {
  const kind = comprehensions[node.type];
  if (kind === undefined) return node.children.flatMap(comprehensionsOf);
  const [target, iterable] = node.children.find(({ type }) => type === "for_in_clause")?.children ?? [];
  return [
    {
      shape: "comprehension",
      whole: spanOf(node),
      kind,
      target: spanOf(target),
      iterable: spanOf(iterable),
      element: [spanOf(node.children[0])],
      conditions: node.children.filter(({ type }) => type === "if_clause").map(({ children }) => spanOf(children[0])),
      broadcast: [],
    },
  ];
}

function spanOf(node: SyntaxNode | undefined): Span {
  return { start: node?.start ?? 0, end: node?.end ?? 0 };
}
