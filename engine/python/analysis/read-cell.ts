import type { PythonParser } from "../parser.ts";
import { type ParsedCell, parseCell } from "./analyse.ts";

const limit = 40_000;
// Kept with the parser, so that whoever disposes of it lets go of this too.
const memories = new WeakMap<PythonParser, Map<string, ParsedCell>>();

/** A cell's text, read; the same text is read once for as long as the parser lives. */
export function readCell(parser: PythonParser, source: string): ParsedCell {
  const memory = memories.get(parser) ?? new Map<string, ParsedCell>();
  memories.set(parser, memory);
  const known = memory.get(source);
  if (known !== undefined) return known;
  if (memory.size > limit) memory.clear();
  const read = parseCell(parser, source);
  memory.set(source, read);
  return read;
}
