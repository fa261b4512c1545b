import type { SyntaxNode } from "../../../python/parser.ts";
import type { AuthorText } from "../author-text.ts";
import type { Shape, Span } from "../shapes.ts";
import { itemCount } from "./iterables.ts";

/** Seconds that a process takes to begin. */
const beginning = 0.03;

/**
 * The seconds of a cell now and with the shape run apart, where the cell was measured: its time is shared equally among
 * what takes long in it, and that of a shape among its items.
 */
export function predictGain(
  text: AuthorText,
  shape: Shape,
  seconds: number | null,
  constructs: number,
  workers: number,
): { readonly before: number; readonly after: number } | null {
  if (seconds === null) return null;
  const share = seconds / Math.max(1, constructs);
  const items = shape.shape === "sections" ? shape.sections.length : countOf(text.root, shape.iterable);
  const rounds = items === null ? 1 / workers : Math.ceil(items / workers) / items;
  const after = seconds - share + share * rounds + beginning;
  return { before: seconds, after: Math.min(seconds, after) };
}

/** How many items the text says there are. */
function countOf(root: SyntaxNode, span: Span): number | null {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.start === span.start && node.end === span.end) return itemCount(node);
    for (const child of node.children) if (child.start < span.end && span.start < child.end) open.push(child);
  }
  return null;
}
