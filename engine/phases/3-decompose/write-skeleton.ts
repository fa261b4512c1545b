import type { AuthorText } from "./author-text.ts";
import type { Meanings } from "./meanings.ts";
import { assemble, type Edit, replace } from "./outline/assemble.ts";
import type { ComprehensionShape, Shape, Span } from "./shapes.ts";
import { type ComprehensionParts, comprehensionsIn } from "./write/comprehension-parts.ts";
import { type PackageName, packageName } from "./write/package-name.ts";
import { writeLoop } from "./write/write-loop.ts";
import { writeMap } from "./write/write-map.ts";
import { writeSections } from "./write/write-sections.ts";

/**
 * The author's cell with a skeleton written around a shape: comments and layout stay. `meanings` says what names stand
 * for before the cell, so that the package is imported where it is not yet. null where there is no way to write it.
 */
export function writeSkeleton(text: AuthorText, shape: Shape, meanings: Meanings = new Map()): string | null {
  const name = packageName(text, meanings);
  const edits = editsFor(text, shape, name);
  return edits === null ? null : withEdits(text, [...name.imports, ...edits]);
}

/** The author's cell with a call in the place of a span, and the import of the package where it has none. */
export function withImport(
  text: AuthorText,
  span: Span,
  call: (cw: string) => string,
  meanings: Meanings = new Map(),
): string {
  const name = packageName(text, meanings);
  const cw = name.member("").replace(/\.$/, "");
  return withEdits(text, [...name.imports, replace(text, span, call(cw))]);
}

/** The text with edits in it. */
export function withEdits(text: AuthorText, edits: readonly Edit[]): string {
  return assemble(text, edits).source;
}

function editsFor(text: AuthorText, shape: Shape, name: PackageName): Edit[] | null {
  if (shape.shape === "loop") return writeLoop(text, shape, name.member("each"));
  if (shape.shape === "sections") return writeSections(text, shape, name.member("fork"), name.member("branch"));
  const parts = partsOfShape(text, shape);
  const edit = parts === null ? null : writeMap(text, parts, name.member("map"));
  return edit === null ? null : [edit];
}

function partsOfShape(text: AuthorText, { whole }: ComprehensionShape): ComprehensionParts | null {
  return comprehensionsIn(text.root).find(({ node }) => node.start === whole.start && node.end === whole.end) ?? null;
}
