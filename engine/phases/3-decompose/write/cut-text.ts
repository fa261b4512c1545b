import type { SyntaxNode } from "../../../python/parser.ts";
import { type AuthorText, lineStart } from "../author-text.ts";
import type { Span } from "../shapes.ts";
import type { TextEdit } from "../written-edits.ts";

/** A stretch of the author's text with edits, its lines moved to the left by an indentation; lines inside strings stay. */
export function cutText(
  text: AuthorText,
  { start, end }: Span,
  indent: string,
  edits: readonly TextEdit[] = [],
): string {
  const strings = stringsIn(text.root);
  const { source } = text;
  let out = "";
  for (let at = start; at < end; ) {
    const inside = strings.some((string) => string.start < at && at < string.end);
    if (!inside && indent !== "" && lineStart(text, at) === at && source.startsWith(indent, at)) {
      at += indent.length;
      continue;
    }
    const edit = edits.find((one) => one.start === at);
    out += edit?.by ?? source[at];
    at = edit === undefined ? at + 1 : edit.end;
  }
  return out;
}

/** Lines moved to the right as a block of a statement; empty ones stay empty. */
export function asBlock(lines: string, step = "    "): string {
  return lines.replaceAll(/^(?=.*\S)/gm, step);
}

function stringsIn(node: SyntaxNode): Span[] {
  return node.type === "string" ? [node] : node.children.flatMap(stringsIn);
}
