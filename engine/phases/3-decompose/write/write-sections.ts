import { type AuthorText, lineEnd, lineStart } from "../author-text.ts";
import { type Edit, insert } from "../outline/assemble.ts";
import { indent } from "../outline/indent.ts";
import type { SectionsShape } from "../shapes.ts";

/** Runs of statements as the branches of a `with cw.fork():`. */
export function writeSections(
  text: AuthorText,
  { sections }: SectionsShape,
  fork: string,
  branch: string,
): Edit[] | null {
  const [first, last] = [sections[0], sections.at(-1)];
  if (first === undefined || last === undefined) return null;
  const start = lineStart(text, first.span.start);
  const lead = text.source.slice(start, first.span.start);
  if (lead.trim() !== "") return null;
  const step = lead.includes("\t") ? "\t" : "    ";
  const heads = sections.map(({ name, span }) => {
    const head = `${lead}${step}with ${branch}(${JSON.stringify(name)}):\n`;
    return insert(text, lineStart(text, span.start), head);
  });
  return [
    insert(text, start, `${lead}with ${fork}():\n`),
    ...heads,
    ...indent(text, { start, end: lineEnd(text, last.span.end) }, step),
    ...sections.flatMap(({ span }) => indent(text, { start: lineStart(text, span.start), end: span.end }, step)),
  ];
}
