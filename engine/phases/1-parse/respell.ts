import { elementsOf, memberOf, membersOf, type Span } from "./json-scan.ts";
import { styleOf } from "./json-style.ts";
import { patchArray, patchObject } from "./patch-json.ts";

/**
 * A notebook's text put together again from the spans of its members, of its cells and of all that each cell holds. It
 * is the same text, or something would be lost in an edit.
 */
export function respell(text: string): string {
  const start = text.indexOf("{");
  const root: Span = { start, end: text.lastIndexOf("}") + 1 };
  const list = memberOf(membersOf(text, start), "cells")?.value;
  if (list === undefined) return text;
  const style = styleOf(text, { lines: true, sorted: true });
  const cells = elementsOf(text, list.start).map((span, from) => ({
    from,
    body: text[span.start] === "{" ? patchObject(text, span, new Map(), style, 2) : text.slice(span.start, span.end),
  }));
  const changes = new Map([["cells", patchArray(text, list, cells, style, 1)]]);
  return text.slice(0, start) + patchObject(text, root, changes, style, 0) + text.slice(root.end);
}
