import type { Json } from "../../model/notebook.ts";
import { stringValue } from "../../python/literals.ts";
import type { SyntaxNode } from "../../python/parser.ts";
import type { Declared } from "./find/prove-loop.ts";
import type { SkeletonCall } from "./read-call.ts";
import { readLiteral } from "./read-literal.ts";

/**
 * Reads `cw.each(xs, gather={"rows": list}, reduce={"total": "+"})`; null where it says something in code, which has to
 * run where it stands.
 */
export function readEach({ given, broadcast, options, hidden }: SkeletonCall, source: string): Declared | null {
  const [items] = given.xs ?? [];
  if (items === undefined || hidden.length > 0) return null;
  if ([...broadcast, ...options].some(({ value }) => readLiteral(value, source) === undefined)) return null;
  const [gathered, reduced] = [given.gather?.[0], given.reduce?.[0]];
  const gather = gathered === undefined ? [] : keysOf(gathered, source);
  const reduce = reduced === undefined ? {} : readLiteral(reduced, source);
  if (gather === null || !isTexts(reduce)) return null;
  return { items: { start: items.start, end: items.end }, gather, reduce };
}

const containers = new Set(["list", "dict", "set", "tuple"]);
const sequences = new Set(["list", "tuple", "set"]);

/** The names in a dict of names and containers, or in a list of names. */
function keysOf(node: SyntaxNode, source: string): readonly string[] | null {
  const names = node.children.map((child) => {
    const [key, value] = node.type === "dictionary" ? child.children : [child];
    const plain = value === undefined || (value.type === "identifier" && containers.has(value.text));
    return key !== undefined && plain ? stringValue(key, source) : null;
  });
  const known = node.type === "dictionary" || sequences.has(node.type);
  return known && names.every((name) => name !== null) ? names : null;
}

function isTexts(value: Json | undefined): value is { readonly [name: string]: string } {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === "string");
}
