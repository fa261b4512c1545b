import { lineEnd, scan } from "./scan.ts";

/**
 * A stable 64-bit hash of what the code says, in hex: comments, blank lines and spaces inside a line do not count, the
 * contents of strings and the structure of the indentation do. Same in every process and on every machine.
 */
export function codeHash(source: string): string {
  const state = { high: 0xcbf29ce4, low: 0x84222325 };
  const magic = /^\s*%%/.test(source);
  // The body of a cell magic may be anything: there a `#` need not be a comment.
  if (magic) addText(state, source.trimEnd());
  else addPython(state, source);
  return hex(state.high) + hex(state.low);
}

interface Hash {
  high: number;
  low: number;
}

function addPython(state: Hash, source: string): void {
  const indents = [0];
  let pending = -1;
  let seen = 0;
  const flushLine = () => {
    if (pending < 0) return;
    // A line counts when something follows it, so that comments at the end do not.
    if (seen > 0) addText(state, "\u0001");
    while (indents.length > 1 && pending < (indents.at(-1) as number)) {
      indents.pop();
      addText(state, "\u0002");
    }
    if (pending > (indents.at(-1) as number)) {
      indents.push(pending);
      addText(state, "\u0003");
    }
    pending = -1;
  };
  scan(
    source,
    (kind, start, end) => {
      if (kind === "comment") return;
      flushLine();
      seen++;
      addText(state, source.slice(start, end));
      addText(state, "\u0000");
    },
    (start, text) => {
      pending = text - start;
      if (source[text] !== "%" && source[text] !== "!" && source[text] !== "?") return null;
      const end = lineEnd(source, text);
      flushLine();
      seen++;
      addText(state, source.slice(text, end).trimEnd());
      return end;
    },
  );
}

/** One multiply-and-mix step a character on two 32-bit halves: JavaScript has no fast 64-bit integers. */
function addText(state: Hash, text: string): void {
  let { high, low } = state;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code ^ (low >>> 15), 0x85ebca6b);
    high ^= high >>> 13;
  }
  state.high = high >>> 0;
  state.low = low >>> 0;
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
