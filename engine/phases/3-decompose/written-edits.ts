import type { SyntaxNode } from "../../python/parser.ts";
import { type AuthorText, lineEnd, lineStart } from "./author-text.ts";
import type { Span } from "./shapes.ts";

/** A stretch of the author's text and what comes in its place. */
export interface TextEdit extends Span {
  readonly by: string;
}

/** What the package is called in a cell, and whether the cell must import it first. */
export interface PackageName {
  readonly name: string;
  readonly missing: boolean;
}

/** The author's text with edits that do not overlap, and with the package imported where it has to be, and `also` what else. */
export function applied(
  text: AuthorText,
  edits: readonly TextEdit[],
  cw: PackageName,
  also: readonly string[] = [],
): string {
  const own = cw.name === "cellweave" ? "import cellweave" : `import cellweave as ${cw.name}`;
  const imports = [...(cw.missing ? [own] : []), ...also];
  const all = imports.length > 0 ? [importAt(text, imports), ...edits] : edits;
  let source = "";
  let at = 0;
  for (const { start, end, by } of all.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    source += text.source.slice(at, start) + by;
    at = end;
  }
  return source + text.source.slice(at);
}

/** At the top of the cell: after its magics, comments and imports of later Python. */
function importAt(text: AuthorText, imports: readonly string[]): TextEdit {
  const first = text.root.children.find((node) => !isMagic(text, node) && node.type !== "future_import_statement");
  const start = lineStart(text, first?.start ?? text.source.length);
  return { start, end: start, by: imports.map((line) => `${line}\n`).join("") };
}

function isMagic({ magics }: AuthorText, node: SyntaxNode): boolean {
  return magics.some(({ start, end }) => node.start < end && start < node.end);
}

/** Moves the lines of a span to the right; lines inside strings stay. */
export function indented(text: AuthorText, span: Span, step: string): string {
  const inStrings = stringsIn(text.root);
  const from = lineStart(text, span.start);
  const to = lineEnd(text, span.end);
  let out = "";
  for (let at = from; at <= to; ) {
    const end = Math.min(lineEnd(text, at), to);
    const line = text.source.slice(at, end);
    const inside = inStrings.some(({ start, end: stop }) => start < at && at < stop);
    out += `${inside || line.trim() === "" ? "" : step}${line}`;
    const next = text.source.indexOf("\n", end);
    if (next < 0 || next >= to) break;
    out += text.source.slice(end, next + 1);
    at = next + 1;
  }
  return out;
}

function stringsIn(node: SyntaxNode): Span[] {
  return node.type === "string" ? [node] : node.children.flatMap(stringsIn);
}
