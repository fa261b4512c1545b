import { type Json, joinLines, type Output } from "../../model/notebook.ts";
import { elementsOf, type Span } from "./json-scan.ts";
import { type JsonStyle, render, renderString, sortKeys } from "./json-style.ts";
import { type Arranged, patchArray } from "./patch-json.ts";
import { isMultiline, readOutput } from "./read-output.ts";
import { splitAsPython, storedOutput } from "./render-output.ts";

/** The text of a cell's source, in the shape the file has it in: lines that stay keep their bytes. */
export function sourceText(
  text: string,
  span: Span | undefined,
  source: string,
  style: JsonStyle,
  depth: number,
): string {
  const stored = span === undefined ? undefined : readAt(text, span);
  if (span === undefined || !isMultiline(stored)) {
    return render(style.lines ? splitAsPython(source) : source, style, depth);
  }
  if (typeof stored === "string") return patchString(text.slice(span.start, span.end), source, style);
  const { before, after } = sharedLines(stored, source);
  const middle = source.slice(joinLines(before).length, source.length - joinLines(after).length);
  const items: Arranged[] = [
    ...before.map((_, from) => ({ from })),
    ...splitAsPython(middle).map((line) => ({ body: renderString(line, style) })),
    ...after.map((_, index) => ({ from: stored.length - after.length + index })),
  ];
  return patchArray(text, span, items, style, depth);
}

/** The text of a cell's outputs: those that are what they were keep their bytes. */
export function outputsText(
  text: string,
  span: Span | undefined,
  outputs: readonly Output[],
  style: JsonStyle,
  depth: number,
): string {
  const stored = span === undefined ? [] : elementsOf(text, span.start);
  const items = outputs.map((output, index) => {
    const place = stored[index];
    if (place !== undefined && isSame(readOutput(readAt(text, place)), output)) return { from: index };
    return { body: render(storedOutput(output, style.lines), style, depth + 1) };
  });
  const array = span !== undefined && text[span.start] === "[";
  return array
    ? patchArray(text, span, items, style, depth)
    : patchArray("[]", { start: 0, end: 2 }, items, style, depth);
}

// What a string begins and ends with keeps its escapes, of which JSON allows several for one character.
function patchString(literal: string, value: string, style: JsonStyle): string {
  const units = literal.slice(1, -1).match(/\\u[0-9a-fA-F]{4}|\\.|[^\\]/g) ?? [];
  const decoded = units.map((unit) => (unit.length === 1 ? unit : (JSON.parse(`"${unit}"`) as string)));
  const most = Math.min(units.length, value.length);
  let before = 0;
  while (before < most && decoded[before] === value[before]) before++;
  let after = 0;
  while (after < most - before && decoded.at(-1 - after) === value.at(-1 - after)) after++;
  const middle = renderString(value.slice(before, value.length - after), style).slice(1, -1);
  const kept = [units.slice(0, before), middle, units.slice(units.length - after)];
  return `"${kept.flat().join("")}"`;
}

// Stored elements that the new source begins and ends with. Between them whole lines must be left, or a line of the new
// source would be torn over two elements.
function sharedLines(stored: readonly string[], source: string): { before: string[]; after: string[] } {
  const before: string[] = [];
  let start = 0;
  for (const line of stored) {
    if (!source.startsWith(line, start)) break;
    before.push(line);
    start += line.length;
  }
  while (before.length > 0 && start < source.length && !before.at(-1)?.endsWith("\n")) {
    start -= before.pop()?.length ?? 0;
  }
  const after: string[] = [];
  let end = source.length;
  for (const line of stored.slice(before.length).reverse()) {
    if (end - line.length < start || !source.startsWith(line, end - line.length)) break;
    after.unshift(line);
    end -= line.length;
  }
  while (after.length > 0 && end > start && source[end - 1] !== "\n") end += after.shift()?.length ?? 0;
  return { before, after };
}

function isSame(stored: Output | null, output: Output): boolean {
  return stored !== null && canonical(stored) === canonical(output);
}

function canonical(output: Output): string {
  return JSON.stringify(sortKeys(storedOutput(output, false)));
}

function readAt(text: string, span: Span): Json | undefined {
  try {
    return JSON.parse(text.slice(span.start, span.end)) as Json;
  } catch {
    // NaN stands in it: it is then written anew.
    return undefined;
  }
}
