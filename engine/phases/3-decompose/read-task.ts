import type { Json } from "../../model/notebook.ts";
import { isWish, wishProblem } from "../../model/resource-wishes.ts";
import type { ResourceWishes } from "../../model/skeleton.ts";
import type { SyntaxNode } from "../../python/parser.ts";
import type { Argument } from "./read-call.ts";
import { readLiteral } from "./read-literal.ts";

/** `@cw.task(cpus=2)` or `@cw.environment(…)` on a function. */
export interface TaskCall {
  readonly node: SyntaxNode;
  readonly name: string;
  readonly wishes: ResourceWishes;
  readonly problems: readonly WishProblem[];
}

export interface WishProblem {
  readonly argument: Argument;
  /** What the value must be; null where it is no literal. */
  readonly wants: string | null;
}

/** Reads what a decorator asks of the environment that its function runs in. */
export function readTask(node: SyntaxNode, name: string, source: string): TaskCall {
  const wishes: { [name: string]: Json } = {};
  const problems: WishProblem[] = [];
  const list = node.type === "call" ? node.children[1] : undefined;
  for (const child of list?.children ?? []) {
    const [key, value] = child.type === "keyword_argument" ? child.children : [];
    if (key === undefined || value === undefined || !isWish(key.text)) continue;
    const literal = readLiteral(value, source);
    if (literal === null) continue;
    const wants = literal === undefined ? null : wishProblem(key.text, literal);
    if (literal !== undefined && wants === null) wishes[key.text] = literal;
    else problems.push({ argument: { name: key.text, value }, wants });
  }
  return { node, name, wishes: wishes as ResourceWishes, problems };
}
