import type { Construct, SubCell } from "../../model/skeleton.ts";
import { type AuthorText, rangeOf, trimmedEnd } from "./author-text.ts";
import type { Span } from "./shapes.ts";

/** A construct that is a statement of the cell itself, and that statement. */
export interface Lifted {
  readonly construct: Construct["id"];
  readonly statement: Span;
}

/** What comes before each construct, the construct itself, and what comes after the last one. */
export function subCells(text: AuthorText, lifted: readonly Lifted[]): SubCell[] {
  if (lifted.length === 0) return [];
  const cells: SubCell[] = [];
  let at = 0;
  for (const { construct, statement } of lifted) {
    cells.push(...between(text, "pre", at, statement.start));
    cells.push({ role: "body", range: rangeOf(text, statement), construct });
    at = statement.end;
  }
  return [...cells, ...between(text, "post", at, text.source.length)];
}

function between(text: AuthorText, role: "pre" | "post", start: number, end: number): SubCell[] {
  const inside = text.root.children.filter((node) => node.start >= start && node.end <= end);
  const [first, last] = [inside[0], inside.at(-1)];
  if (first === undefined || last === undefined) return [];
  const span = { start: first.start, end: trimmedEnd(text.source, last) };
  return [{ role, range: rangeOf(text, span), construct: null }];
}
