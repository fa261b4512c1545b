/** A stretch of text, from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Member {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Span;
}

const QUOTE = 34;
const BACKSLASH = 92;
const SPACE = 32;
// Brackets and braces differ in this one bit.
const BRACE = 32;
const OPENING = 123;
const CLOSING = 125;

/**
 * The end of the value that starts at `at`, in text that is known to be JSON (NaN and Infinity may stand in it).
 * Strings are jumped over by searching for their quote: figures of many megabytes cost next to nothing.
 */
export function valueEnd(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === QUOTE) return stringEnd(text, at);
  if ((first | BRACE) !== OPENING) return wordEnd(text, at);
  let depth = 0;
  for (let index = at; index < text.length; index++) {
    const code = text.charCodeAt(index);
    // Most of a large file is white space between strings.
    if (code <= SPACE) continue;
    if (code === QUOTE) index = stringEnd(text, index) - 1;
    else if ((code | BRACE) === OPENING) depth++;
    else if ((code | BRACE) === CLOSING && --depth === 0) return index + 1;
  }
  return text.length;
}

/** The end of the string whose opening quote is at `at`. */
export function stringEnd(text: string, at: number): number {
  let quote = at;
  for (;;) {
    quote = text.indexOf('"', quote + 1);
    if (quote < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return quote + 1;
  }
}

/** The first place at or after `at` that is not JSON white space. */
export function skipSpace(text: string, at: number): number {
  let index = at;
  while (isSpace(text.charCodeAt(index))) index++;
  return index;
}

/** The elements of the array that starts at `at`, in order; none where no array starts there. */
export function elementsOf(text: string, at: number): Span[] {
  const elements: Span[] = [];
  if (text[at] !== "[") return elements;
  let index = skipSpace(text, at + 1);
  while (index < text.length && text[index] !== "]") {
    const end = valueEnd(text, index);
    elements.push({ start: index, end });
    index = afterComma(text, end);
  }
  return elements;
}

/** The members of the object that starts at `at`, in order, repeated keys included; none where no object starts there. */
export function membersOf(text: string, at: number): Member[] {
  const members: Member[] = [];
  if (text[at] !== "{") return members;
  let index = skipSpace(text, at + 1);
  while (index < text.length && text[index] !== "}") {
    const keySpan = { start: index, end: stringEnd(text, index) };
    const start = skipSpace(text, skipSpace(text, keySpan.end) + 1);
    const value = { start, end: valueEnd(text, start) };
    members.push({ key: JSON.parse(text.slice(keySpan.start, keySpan.end)) as string, keySpan, value });
    index = afterComma(text, value.end);
  }
  return members;
}

/** The member that a JSON reader would take: the last one of that name. */
export function memberOf(members: readonly Member[], key: string): Member | undefined {
  return members.findLast((member) => member.key === key);
}

/** Whether the keys are in order, as Jupyter writes them. */
export function isSorted(members: readonly Member[]): boolean {
  return members.every((member, index) => index === 0 || (members[index - 1]?.key ?? "") <= member.key);
}

function afterComma(text: string, at: number): number {
  const index = skipSpace(text, at);
  return text[index] === "," ? skipSpace(text, index + 1) : index;
}

function wordEnd(text: string, at: number): number {
  let index = at;
  while (index < text.length && !isSpace(text.charCodeAt(index)) && !",]}".includes(text.charAt(index))) index++;
  // Progress on text that is not JSON after all: a loop over elements must end.
  return index === at ? at + 1 : index;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
