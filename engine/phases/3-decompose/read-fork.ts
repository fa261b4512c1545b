import { stringValue } from "../../python/literals.ts";
import type { SyntaxNode } from "../../python/parser.ts";

export interface Branch {
  readonly name: string;
  readonly node: SyntaxNode;
}

/** The branches of a `with cw.fork():`, or the first statement in it that is none. */
export function readFork(
  fork: SyntaxNode,
  calls: ReadonlySet<SyntaxNode>,
  source: string,
): readonly Branch[] | SyntaxNode {
  const block = fork.children.find(({ type }) => type === "block");
  const branches: Branch[] = [];
  for (const node of block?.children ?? []) {
    const items = node.type === "with_statement" ? (node.children[0]?.children ?? []) : [];
    const call = items[0]?.children[0];
    if (items.length !== 1 || call === undefined || !calls.has(call)) return node;
    const name = call.children[1]?.children[0];
    const said = name === undefined ? null : stringValue(name, source);
    branches.push({ name: said ?? `branch ${branches.length + 1}`, node });
  }
  return branches;
}
