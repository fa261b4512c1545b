/** The last lines of a text that grows; each line can be shown by itself, colours that were left open included. */
export interface LineRing {
  readonly capacity: number;
  /** How many lines fell out at the start. */
  dropped: number;
  lines: string[];
  /** The text up to its last newline, as read so far. */
  read: string;
  /** The line that has no newline yet; "" when the text ends with one. */
  tail: string;
  /** Colour codes that the next line starts with. */
  carry: string;
}

export function createLineRing(capacity = 100_000): LineRing {
  return { capacity, dropped: 0, lines: [], read: "", tail: "", carry: "" };
}

/** Reads the text as it now is. Where it only grew, the cost is that of what is new. */
export function follow(ring: LineRing, text: string): void {
  if (!text.startsWith(ring.read)) reset(ring);
  const end = text.lastIndexOf("\n") + 1;
  if (end > ring.read.length) {
    for (const line of text.slice(ring.read.length, end - 1).split("\n")) append(ring, line);
    ring.read = text.slice(0, end);
    trim(ring);
  }
  ring.tail = end < text.length ? ring.carry + text.slice(end) : "";
}

/** Lines that can be shown now, the unfinished one included. */
export function lineCount(ring: LineRing): number {
  return ring.lines.length + (ring.tail ? 1 : 0);
}

export function lineAt(ring: LineRing, index: number): string {
  return ring.lines[index] ?? ring.tail;
}

function append(ring: LineRing, line: string): void {
  ring.lines.push(ring.carry + line);
  if (line.includes("\u001b")) ring.carry = carryAfter(ring.carry, line);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes start with the escape character.
const colour = /\u001b\[([\d;]*)m/g;

function carryAfter(carry: string, line: string): string {
  let open = carry;
  for (const [code, numbers = ""] of line.matchAll(colour)) open = /^0?$|^0;0$/.test(numbers) ? "" : open + code;
  // A line that opens hundreds of colours and closes none would make every later line long.
  return open.length > 200 ? open.slice(-open.length + open.indexOf("\u001b", open.length - 200)) : open;
}

/** A quarter more than the capacity is kept, so that trimming is rare. */
function trim(ring: LineRing): void {
  if (ring.lines.length <= ring.capacity * 1.25) return;
  const surplus = ring.lines.length - ring.capacity;
  ring.lines = ring.lines.slice(surplus);
  ring.dropped += surplus;
}

function reset(ring: LineRing): void {
  Object.assign(ring, createLineRing(ring.capacity));
}
