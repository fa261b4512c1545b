import type { CompiledSource } from "../../../model/skeleton.ts";
import { type AuthorText, lineOf } from "../author-text.ts";
import type { Span } from "../shapes.ts";

/** A stretch of compiled text. `line`, counted from 1, is the author's line that its first line stands for. */
export interface Piece {
  readonly text: string;
  readonly line: number;
  /** Whether each of its lines stands for the next one of the author's, or all for the same. */
  readonly copied: boolean;
}

/** The author's text from `start` to `end` gives way to the pieces. */
export interface Edit extends Span {
  readonly pieces: readonly Piece[];
}

/** The author's text, and for each of its lines where it comes from. Edits do not overlap. */
export function assemble(text: AuthorText, edits: readonly Edit[]): CompiledSource {
  const lines: number[] = [];
  let source = "";
  let fresh = true;
  for (const piece of copy(text, { start: 0, end: text.source.length }, edits)) {
    let line = piece.line;
    for (const part of piece.text.split(/(?<=\n)/)) {
      if (part === "") continue;
      if (fresh) lines.push(line);
      fresh = part.endsWith("\n");
      if (piece.copied) line++;
    }
    source += piece.text;
  }
  return { source, lines };
}

/** A span of the author's text with edits in it. */
export function copy(text: AuthorText, span: Span, edits: readonly Edit[] = []): Piece[] {
  const pieces: Piece[] = [];
  let at = span.start;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    pieces.push(author(text, at, edit.start), ...edit.pieces);
    at = edit.end;
  }
  pieces.push(author(text, at, span.end));
  return pieces.filter((piece) => piece.text !== "");
}

function author({ source, starts }: AuthorText, start: number, end: number): Piece {
  return { text: source.slice(start, end), line: lineOf(starts, start) + 1, copied: true };
}

/** Text of ours that stands for the line at an offset of the author's. */
export function ours({ starts }: AuthorText, text: string, at: number): Piece {
  return { text, line: lineOf(starts, at) + 1, copied: false };
}

export function insert(text: AuthorText, at: number, ...parts: readonly (string | readonly Piece[])[]): Edit {
  const pieces = parts.flatMap((part) => (typeof part === "string" ? ours(text, part, at) : part));
  return { start: at, end: at, pieces };
}

export function replace(text: AuthorText, { start, end }: Span, by: string): Edit {
  return { start, end, pieces: [ours(text, by, start)] };
}
