import type { CellId } from "@cellweave/engine/model/flow";
import type { DocumentCell } from "../../document/content.ts";

export interface Heading {
  readonly cell: CellId;
  readonly level: number;
  readonly title: string;
  /** The first line of text under the title; often empty. */
  readonly text: string;
}

/** Cells from one heading to the next. */
export interface Section {
  /** Headings without cells of their own come before the last one, outermost first. Empty before the first heading. */
  readonly headings: readonly Heading[];
  readonly cells: readonly DocumentCell[];
}

/** The notebook in sections, in its order. No cell is lost: each is a heading or stands in one section. */
export function sectionsOf(cells: readonly DocumentCell[]): Section[] {
  const sections: { headings: Heading[]; cells: DocumentCell[] }[] = [];
  for (const cell of cells) {
    const heading = headingOf(cell);
    const last = sections.at(-1);
    if (!heading) {
      if (last) last.cells.push(cell);
      else sections.push({ headings: [], cells: [cell] });
    } else if (last && last.cells.length === 0) last.headings.push(heading);
    else sections.push({ headings: [heading], cells: [] });
  }
  return sections;
}

/** The heading that a Markdown cell begins with; null for any other cell. */
export function headingOf(cell: DocumentCell): Heading | null {
  if (cell.kind !== "markdown") return null;
  const found = /^\s*(#{1,6})[ \t]+([^\n]+)([\s\S]*)$/.exec(cell.source);
  if (!found) return null;
  const [, marks = "", title = "", rest = ""] = found;
  return { cell: cell.id, level: marks.length, title: plain(title), text: plain(rest.trim().split("\n", 1)[0] ?? "") };
}

/** Markdown's marks taken out, for where there is room for words only. */
export function plain(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`~]+/g, "")
    .replace(/<[^>]*>/g, "")
    .replace(/^#+\s*|\s+#+\s*$/g, "")
    .trim();
}
