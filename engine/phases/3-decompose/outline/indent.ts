import type { SyntaxNode } from "../../../python/parser.ts";
import { type AuthorText, lineOf } from "../author-text.ts";
import type { Span } from "../shapes.ts";
import { type Edit, insert } from "./assemble.ts";

/** Edits that move whole lines to the right; lines inside strings, and empty ones, stay where they are. */
export function indent(text: AuthorText, span: Span, by: string): Edit[] {
  const edits: Edit[] = [];
  const strings = stringsOver(text.root, span);
  for (let line = lineOf(text.starts, span.start); line < text.starts.length; line++) {
    const start = text.starts[line] as number;
    if (start >= span.end) break;
    const within = strings.some((string) => string.start < start && start < string.end);
    if (!within && !/^\s*(?:\n|$)/.test(lineText(text, line))) edits.push(insert(text, start, by));
  }
  return edits;
}

function lineText({ source, starts }: AuthorText, line: number): string {
  return source.slice(starts[line], starts[line + 1] ?? source.length);
}

function stringsOver(node: SyntaxNode, span: Span): Span[] {
  if (node.end <= span.start || node.start >= span.end) return [];
  if (node.type === "string") return [node];
  return node.children.flatMap((child) => stringsOver(child, span));
}
