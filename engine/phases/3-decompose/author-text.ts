import type { Position, Range } from "../../model/diagnostic.ts";
import type { ParsedCell } from "../../python/analysis/analyse.ts";
import type { SyntaxNode } from "../../python/parser.ts";
import type { Span } from "./shapes.ts";

/** A cell's text with its syntax: offsets are the author's, also where magics stand in the cell. */
export interface AuthorText {
  readonly source: string;
  readonly root: SyntaxNode;
  /** Where each line begins. */
  readonly starts: readonly number[];
  /** Stretches that are IPython's own syntax; `cell` where one governs in what way the whole cell runs. */
  readonly magics: readonly (Span & { readonly cell: boolean })[];
}

/** Magics of a cell that run what stands under them once, as it would run without them. */
const runningOnce = new Set(["time", "capture"]);

const made = new WeakMap<ParsedCell, AuthorText>();

/** The author's text of a cell that was read. */
export function authorText(parsed: ParsedCell): AuthorText {
  const known = made.get(parsed);
  if (known !== undefined) return known;
  const at = authorOffsets(parsed);
  const text: AuthorText = {
    source: parsed.source,
    root: parsed.magics.length === 0 ? parsed.root : moved(parsed.root, at),
    starts: lineStarts(parsed.source),
    magics: parsed.magics.map(({ start, end, cell, name }) => ({
      start: at(start),
      end: at(end),
      cell: cell && !runningOnce.has(name),
    })),
  };
  made.set(parsed, text);
  return text;
}

/** Turns offsets of the text that was parsed into the author's: a magic may be longer or shorter there. */
export function authorOffsets({ source, python, magics }: ParsedCell): (offset: number) => number {
  if (magics.length === 0) return (offset) => offset;
  const read = lineStarts(python);
  const written = lineStarts(source);
  return (offset) => {
    const line = lineOf(read, offset);
    const start = written[line] ?? source.length;
    const end = (written[line + 1] ?? source.length + 1) - 1;
    return Math.min(start + offset - (read[line] as number), end);
  };
}

function moved(node: SyntaxNode, at: (offset: number) => number): SyntaxNode {
  const children = node.children.map((child) => moved(child, at));
  return { ...node, start: at(node.start), end: at(node.end), children };
}

/** Lines and columns of a span of the author's text. */
export function rangeOf({ starts }: Pick<AuthorText, "starts">, { start, end }: Span): Range {
  const position = (offset: number): Position => {
    const line = lineOf(starts, offset);
    return { line: line + 1, column: offset - (starts[line] as number) };
  };
  return { start: position(start), end: position(end) };
}

/** The span of a range of lines and columns. */
export function spanOf({ source, starts }: Pick<AuthorText, "source" | "starts">, { start, end }: Range): Span {
  const offset = ({ line, column }: Position) => (starts[line - 1] ?? source.length) + column;
  return { start: offset(start), end: offset(end) };
}

/** Where each line begins. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The line, counted from 0, that an offset is on. */
export function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where the line of an offset begins. */
export function lineStart({ starts }: Pick<AuthorText, "starts">, offset: number): number {
  return starts[lineOf(starts, offset)] as number;
}

/** Where the line of an offset ends, before its newline. */
export function lineEnd({ source, starts }: Pick<AuthorText, "source" | "starts">, offset: number): number {
  const next = starts[lineOf(starts, offset) + 1];
  if (next === undefined) return source.length;
  return source[next - 2] === "\r" ? next - 2 : next - 1;
}

/** Where the last character of a piece of syntax stands, without the blank lines that the grammar counts to it. */
export function trimmedEnd(source: string, { start, end }: Span): number {
  return start + source.slice(start, end).trimEnd().length;
}
