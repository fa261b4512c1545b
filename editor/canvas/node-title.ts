import type { CellFacts } from "@cellweave/engine/model/graph";
import type { DocumentCell } from "../document/content.ts";
import { cellTitle } from "../ui/cell-title.ts";

const comment = /^\s*#+(?!!)[^\n]*\w/;

/** What stands in a node's head: what the author called it, else the names that it makes, else its first line. */
export function nodeTitle(cell: DocumentCell, facts: CellFacts | undefined): string {
  if (cell.kind !== "code" || comment.test(cell.source) || !facts) return cellTitle(cell);
  if (facts.imports.length > 0 && facts.definitionsOnly) return `Import ${facts.imports.join(", ")}`;
  const names = [...facts.writes, ...facts.maybeWrites].filter((name) => name !== "*" && !name.startsWith("_"));
  return names.length > 0 ? names.slice(0, 4).join(", ") : cellTitle(cell);
}

/** The code without a first comment that is the title already. */
export function excerpt(source: string): string {
  const text = source.replace(/^\s*\n/, "");
  return comment.test(text) ? text.replace(/^[^\n]*\n?\s*?(?=\S|$)/, "").replace(/^\n+/, "") || text : text;
}
