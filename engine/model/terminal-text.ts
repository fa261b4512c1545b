/** What a terminal shows, and the column in its last line where it writes next (null: at the end). */
export interface TerminalText {
  readonly text: string;
  readonly cursor: number | null;
}

const control = /[\r\n\b]/;
const pieces = /[\r\n\b]|[^\r\n\b]+/g;
const escapeCode = "\u001b";

/** Writes `addition` as a terminal would: `\r` goes back to the start of the line, `\b` one column, later text overwrites. */
export function writeTerminal({ text, cursor }: TerminalText, addition: string): TerminalText {
  if (cursor === null && !/[\r\b]/.test(addition)) return { text: text + addition, cursor: null };
  const start = text.lastIndexOf("\n") + 1;
  let lines = text.slice(0, start);
  let line = text.slice(start);
  let column = cursor ?? line.length;
  for (const piece of addition.match(pieces) ?? []) {
    if (!control.test(piece)) {
      line = overwrite(line, column, piece);
      column = line.includes(escapeCode) ? line.length : column + piece.length;
    } else if (piece === "\n") {
      lines += `${line}\n`;
      line = "";
      column = 0;
    } else {
      column = piece === "\r" ? 0 : back(line, column);
    }
  }
  return { text: lines + line, cursor: column === line.length ? null : column };
}

function overwrite(line: string, column: number, piece: string): string {
  if (column === line.length) return line + piece;
  // Columns cannot be counted across colour codes, and half a code would show as garbage.
  if (column === 0 && (line.includes(escapeCode) || piece.includes(escapeCode))) return piece;
  let rest = line.slice(column + piece.length);
  if (isLowSurrogate(rest, 0)) rest = rest.slice(1);
  return line.slice(0, column) + piece + rest;
}

function back(line: string, column: number): number {
  if (column === 0) return 0;
  return isLowSurrogate(line, column - 1) && column > 1 ? column - 2 : column - 1;
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
