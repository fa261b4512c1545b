import type { CellKind } from "@cellweave/engine/model/notebook";

interface Titled {
  readonly kind: CellKind;
  readonly source: string;
}

const longest = 80;

const titles = new WeakMap<Titled, string>();

/** What a cell is called where there is one line for it: its heading, its first comment, or its first line of code. */
export function cellTitle(cell: Titled): string {
  const found = titles.get(cell) ?? titleOf(cell);
  titles.set(cell, found);
  return found;
}

function titleOf({ kind, source }: Titled): string {
  const line = source.split("\n", 40).find((text) => saysSomething(text, kind)) ?? "";
  const title = (kind === "markdown" ? plain(line) : line.replace(/^\s*#+\s*(?:%%\s*)?/, "")).trim();
  if (title === "") return kind === "code" ? "Empty cell" : "Empty text";
  return title.length > longest ? `${title.slice(0, longest)} …` : title;
}

/** 1 to 6 for a Markdown cell that starts with a heading, else null. */
export function headingLevel({ kind, source }: Titled): number | null {
  if (kind !== "markdown") return null;
  const marks = /^\s*(#{1,6})\s+\S/.exec(source)?.[1];
  return marks ? marks.length : null;
}

/** The source with its first heading saying `title`; a text without one gets it as a heading of its own. */
export function withHeading(source: string, title: string): string {
  const found = /^(\s*#{1,6}\s+)[^\n]*/.exec(source);
  return found ? `${found[1]}${title}${source.slice(found[0].length)}` : `## ${title}\n\n${source}`;
}

function saysSomething(text: string, kind: CellKind): boolean {
  return kind === "code" ? !/^\s*(?:#*\s*|#\s*[-=%*]+\s*)$/.test(text) : /[\p{L}\p{N}]/u.test(plain(text));
}

function plain(markdown: string): string {
  return markdown
    .replace(/^\s*(?:#{1,6}|[-*>+]|\d+\.)\s+/, "")
    .replace(/<[^>]*>/g, "")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*`]/g, "");
}
