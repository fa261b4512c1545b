import type { SyntaxNode } from "../../../python/parser.ts";
import { type AuthorText, lineEnd, lineStart } from "../author-text.ts";
import type { SectionsShape, Span } from "../shapes.ts";
import { copy, type Edit, insert, ours, type Piece } from "./assemble.ts";
import { indent } from "./indent.ts";
import { breaks, continues, movable, scopeOf } from "./limits.ts";
import { tuple } from "./tuple.ts";

const step = "    ";
const definitions = new Set(["function_definition", "decorated_definition"]);

/**
 * The edits that let runs of statements run apart: each but the first as a function before them, and a question before
 * each whether it is done already; null where the copies would not do the same.
 */
export function outlineSections(text: AuthorText, shape: SectionsShape, n: number): Edit[] | null {
  const [first, ...others] = shape.sections;
  if (first === undefined || others.length === 0) return null;
  const outer = text.root.children.find(({ start, end }) => start <= first.span.start && first.span.start < end);
  const head = outer === undefined ? null : lineStart(text, outer.start);
  if (outer === undefined || head === null || outer.start !== head) return null;
  const groups = others.map((section) => statementsIn(text.root, section.span));
  if (!groups.every((statements) => canMove(text, statements)) || shows(text, groups.at(-1))) return null;
  if (!shape.sections.every(({ span }) => ownLines(text, span))) return null;
  const names = others.map((_, at) => `_cw_section_${n === 0 ? "" : `${n}_`}${at + 1}`);
  const functions = others.map((section, at) =>
    sectionFunction(text, names[at] as string, section, groups[at] as readonly SyntaxNode[]),
  );
  const labels = tuple(shape.sections.map(({ name }) => name));
  const ahead = `__cellweave__.ahead(${["globals()", labels, ...names].join(", ")})\n`;
  const end = lineEnd(text, shape.sections.at(-1)?.span.end ?? 0);
  const column = text.source.slice(lineStart(text, first.span.start), first.span.start);
  return [
    insert(text, head, ...functions, ahead),
    ...others.flatMap(({ span }, at) => {
      const start = lineStart(text, span.start);
      const lead = text.source.slice(start, span.start);
      const lines = { start, end: span.end };
      return [
        insert(text, start, `${lead}if __cellweave__.here(${at + 1}):\n`),
        ...indent(text, lines, lead.includes("\t") ? "\t" : step),
      ];
    }),
    {
      start: end,
      end,
      pieces: [ours(text, `\n${column}__cellweave__.passed()`, shape.sections.at(-1)?.span.start ?? end)],
    },
  ];
}

function sectionFunction(
  text: AuthorText,
  name: string,
  { span, binds }: SectionsShape["sections"][number],
  statements: readonly SyntaxNode[],
): Piece[] {
  const start = lineStart(text, span.start);
  const lead = text.source.slice(start, span.start);
  const column = lead === "" ? step : lead;
  const scope = scopeOf(statements);
  const before = [...scope.bound].filter((bound) => scope.uses.has(bound));
  // A name that is bound here is the function's own, also where its old value is read before.
  const taken = before.map((old) => `${column}if "${old}" in globals():\n${column} ${old} = globals()["${old}"]\n`);
  const lines = { start, end: lineEnd(text, span.end) };
  return [
    ours(text, `def ${name}():\n${taken.join("")}`, span.start),
    ...copy(text, lines, lead === "" ? indent(text, lines, step) : []),
    ours(text, `\n${column}return __cellweave__.kept(locals(), ${tuple(binds)})\n`, span.end),
  ];
}

/** The outermost statements of a block that a span holds. */
function statementsIn(node: SyntaxNode, span: Span): SyntaxNode[] {
  if (node.end <= span.start || node.start >= span.end) return [];
  const statements = node.type === "module" || node.type === "block";
  const inside = statements ? node.children.filter(({ start, end }) => start >= span.start && end <= span.end) : [];
  return inside.length > 0 ? inside : node.children.flatMap((child) => statementsIn(child, span));
}

function canMove(text: AuthorText, statements: readonly SyntaxNode[]): boolean {
  if (!movable(text, statements)) return false;
  return !statements.some((node) => definitions.has(node.type) || breaks(node) || continues(node));
}

/** Inside an `if`, the last expression of a cell would no longer be shown. */
function shows({ root }: AuthorText, statements: readonly SyntaxNode[] | undefined): boolean {
  const last = statements?.at(-1);
  if (last === undefined || last !== root.children.at(-1) || last.type !== "expression_statement") return false;
  return !/assignment$/.test(last.children[0]?.type ?? "");
}

/** Nothing else stands on the lines of the span. */
function ownLines(text: AuthorText, span: Span): boolean {
  const before = text.source.slice(lineStart(text, span.start), span.start);
  const after = text.source.slice(span.end, lineEnd(text, span.end));
  return before.trim() === "" && /^\s*(?:#.*)?;?\s*$/.test(after);
}
