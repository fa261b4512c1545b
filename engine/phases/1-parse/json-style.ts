import type { Json } from "../../model/notebook.ts";
import { skipSpace } from "./json-scan.ts";

/** How a notebook's author laid out its JSON; what is added follows it. */
export interface JsonStyle {
  /** White space of one level; null where everything stands on one line. */
  readonly indent: string | null;
  readonly newline: string;
  /** What stands between a key and its value, and after a comma on one line. */
  readonly colon: string;
  readonly space: string;
  /** Everything outside ASCII is written as `\uXXXX`. */
  readonly ascii: boolean;
  /** Text of several lines is a list of lines, as Jupyter writes it, not one string. */
  readonly lines: boolean;
  /** The keys of objects are in order, as Jupyter writes them. */
  readonly sorted: boolean;
}

/** The layout of a notebook's text; what the text does not show is as Jupyter writes it. */
export function styleOf(text: string, shape: Pick<JsonStyle, "lines" | "sorted">): JsonStyle {
  const opening = text.indexOf("{");
  const first = skipSpace(text, opening + 1);
  const gap = text.slice(opening + 1, first);
  const colon = /^"[^"\\]*"(\s*:[ \t]*)/.exec(text.slice(first, first + 200))?.[1] ?? ": ";
  const empty = text[first] === "}";
  return {
    indent: gap.includes("\n") ? gap.slice(gap.lastIndexOf("\n") + 1) : empty ? " " : null,
    newline: gap.includes("\r\n") ? "\r\n" : "\n",
    colon,
    space: colon.endsWith(" ") ? " " : "",
    ascii: escapesUnicode(text),
    ...shape,
  };
}

/** The JSON text of a value that stands `depth` levels deep. */
export function render(value: Json | undefined, style: JsonStyle, depth: number): string {
  if (typeof value === "string") return renderString(value, style);
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => render(item, style, depth + 1));
    return enclose("[", items, "]", style, depth);
  }
  const entries = Object.entries(value);
  if (style.sorted) entries.sort(byKey);
  const members = entries.map(
    ([key, member]) => `${renderString(key, style)}${style.colon}${render(member, style, depth + 1)}`,
  );
  return enclose("{", members, "}", style, depth);
}

export function renderString(value: string, style: JsonStyle): string {
  const text = JSON.stringify(value);
  if (!style.ascii) return text;
  return text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The white space before an element `depth` levels deep: a line of its own, or nothing where all is on one line. */
export function lineBreak(style: JsonStyle, depth: number): string {
  return style.indent === null ? "" : style.newline + style.indent.repeat(depth);
}

/** The same value with the keys of all its objects in order: what two values are compared by. */
export function sortKeys(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(sortKeys);
  const entries = Object.entries(value as { [key: string]: Json });
  return Object.fromEntries(entries.sort(byKey).map(([key, item]) => [key, sortKeys(item)]));
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

function enclose(open: string, items: readonly string[], close: string, style: JsonStyle, depth: number): string {
  if (items.length === 0) return open + close;
  const lead = lineBreak(style, depth + 1);
  const separator = style.indent === null ? `,${style.space}` : `,${lead}`;
  return `${open}${lead}${items.join(separator)}${lineBreak(style, depth)}${close}`;
}

// A file with neither raw nor escaped characters outside ASCII is taken as Jupyter's, which writes them raw.
function escapesUnicode(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
  if (/[^\x00-\x7f]/.test(text.startsWith("\ufeff") ? text.slice(1) : text)) return false;
  return /\\u(?!00[01])[0-9a-fA-F]{4}/.test(text);
}
