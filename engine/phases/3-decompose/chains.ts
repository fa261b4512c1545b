import type { SyntaxNode } from "../../python/parser.ts";
import type { SkeletonCall } from "./read-call.ts";
import type { Written } from "./recognise.ts";

/**
 * The maps that a map's items come from, the innermost first and itself last: `cw.map(g, cw.map(f, xs))` is f, then g.
 * Only maps without options: what these say of one map need not be so for both. A map by itself is a chain of one.
 */
export function chainOf(call: SkeletonCall, written: readonly Written[]): readonly SkeletonCall[] {
  const [items] = call.given.xs ?? [];
  const inner = items === undefined ? undefined : written.find(({ node }) => node === unwrapped(items))?.call;
  return inner !== undefined && isPlainMap(call) && isPlainMap(inner) ? [...chainOf(inner, written), call] : [call];
}

/** A map without options. */
export function isPlainMap({ skeleton, options, hidden, given, task }: SkeletonCall): boolean {
  const said = task === null ? {} : task.wishes;
  return (
    skeleton === "map" &&
    options.length + hidden.length === 0 &&
    given.f !== undefined &&
    Object.keys(said).length === 0
  );
}

function unwrapped(node: SyntaxNode): SyntaxNode {
  return node.type === "parenthesized_expression" && node.children[0] !== undefined
    ? unwrapped(node.children[0])
    : node;
}
