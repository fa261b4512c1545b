import type { Json } from "../../model/notebook.ts";
import { stringValue } from "../../python/literals.ts";
import type { SyntaxNode } from "../../python/parser.ts";
import type { Declared } from "./find/prove-loop.ts";
import type { SkeletonCall } from "./read-call.ts";
import { readLiteral } from "./read-literal.ts";

/** Reads `cw.each(xs, gather={"rows": list}, reduce={"total": "+"})`; null where it says it in code. */
export function readEach({ given }: SkeletonCall, source: string): Declared | null {
  const [items] = given.xs ?? [];
  if (items === undefined) return null;
  const gather = given.gather?.[0] === undefined ? [] : keysOf(given.gather[0], source);
  const reduce = given.reduce?.[0] === undefined ? {} : readLiteral(given.reduce[0], source);
  if (gather === null || !isTexts(reduce)) return null;
  return { items: { start: items.start, end: items.end }, gather, reduce };
}

/** The keys of a dict, or the members of a list of names. */
function keysOf(node: SyntaxNode, source: string): readonly string[] | null {
  const keys = node.type === "dictionary" ? node.children.map(({ children }) => children[0]) : node.children;
  const names = keys.map((key) => (key === undefined ? null : stringValue(key, source)));
  return names.every((name) => name !== null) ? names : null;
}

function isTexts(value: Json | undefined): value is { readonly [name: string]: string } {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === "string");
}
