/** Where a logical line of Python starts: nothing is open there, no bracket, string or backslash. */
export interface LogicalLine {
  readonly start: number;
  /** After its last character, before the newline. */
  readonly end: number;
  /** The offset of the first character that is not a space. */
  readonly text: number;
}

/** A stretch of a logical line that is a string or a comment. */
export type TokenKind = "string" | "comment" | "code";

const stringStart = /(?:[rRbBuUfFtT]{0,2})("""|'''|"|')/y;
const wordStart = /[\p{ID_Start}_]/u;
const word = /[\p{ID_Continue}]+/uy;

/**
 * Walks Python's text without a grammar: calls `see` with each string, comment and other stretch of code, and returns the
 * logical lines. `atLine` may take a line out (a magic): it then gives the offset after that line.
 */
export function scan(
  source: string,
  see: (kind: TokenKind, start: number, end: number) => void,
  atLine: (start: number, text: number) => number | null = () => null,
): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let at = 0;
  while (at < source.length) {
    const start = at;
    let text = start;
    while (source[text] === " " || source[text] === "\t" || source[text] === "\f") text++;
    const taken = atLine(start, text);
    at = taken ?? endOfLogicalLine(source, text, see);
    lines.push({ start, end: at, text });
    at++;
  }
  return lines;
}

function endOfLogicalLine(
  source: string,
  from: number,
  see: (kind: TokenKind, start: number, end: number) => void,
): number {
  let depth = 0;
  let at = from;
  while (at < source.length) {
    const char = source[at] as string;
    if (char === "\n") {
      if (depth === 0) return at;
      at++;
    } else if (char === "#") {
      const end = lineEnd(source, at);
      see("comment", at, end);
      at = end;
    } else if (char === "\\") at += source[at + 1] === "\r" && source[at + 2] === "\n" ? 3 : 2;
    else if (char === '"' || char === "'") at = string(source, at, at, see);
    else if (wordStart.test(char)) {
      stringStart.lastIndex = at;
      if (/[rRbBuUfFtT]/.test(char) && stringStart.test(source))
        at = string(source, at, stringStart.lastIndex - 1, see);
      else at = codeWord(source, at, see);
    } else {
      if ("([{".includes(char)) depth++;
      else if (")]}".includes(char)) depth = Math.max(0, depth - 1);
      if (char !== " " && char !== "\t" && char !== "\r") see("code", at, at + 1);
      at++;
    }
  }
  return at;
}

function codeWord(source: string, start: number, see: (kind: TokenKind, start: number, end: number) => void): number {
  word.lastIndex = start;
  const end = word.test(source) ? word.lastIndex : start + 1;
  see("code", start, end);
  return end;
}

function string(
  source: string,
  start: number,
  quoteAt: number,
  see: (kind: TokenKind, start: number, end: number) => void,
): number {
  const char = source[quoteAt] as string;
  const open = source.slice(start, quoteAt + 1).lastIndexOf(char.repeat(3)) >= 0 ? quoteAt - 2 : quoteAt;
  const triple = source.startsWith(char.repeat(3), open);
  const quote = triple ? char.repeat(3) : char;
  let at = open + quote.length;
  while (at < source.length) {
    if (source[at] === "\\") at += 2;
    else if (source.startsWith(quote, at)) {
      at += quote.length;
      break;
    } else if (source[at] === "\n" && !triple) break;
    else at++;
  }
  const end = Math.min(at, source.length);
  see("string", start, end);
  return end;
}

export function lineEnd(source: string, from: number): number {
  const newline = source.indexOf("\n", from);
  return newline < 0 ? source.length : newline;
}
