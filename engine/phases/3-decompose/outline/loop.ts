import type { Gathered } from "../../../model/skeleton.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import { type AuthorText, lineEnd, lineStart, trimmedEnd } from "../author-text.ts";
import type { LoopShape } from "../shapes.ts";
import { copy, type Edit, insert, ours, type Piece } from "./assemble.ts";
import { foldEdits } from "./folds.ts";
import { indent } from "./indent.ts";
import { breaks, continues, movable, scopeOf } from "./limits.ts";
import { tuple } from "./tuple.ts";

const targets = new Set(["identifier", "pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern"]);

/**
 * The edits that let the items of a loop run apart: a copy of the body as a function before the loop, and its iterable
 * wrapped; null where the copy would not do the same.
 */
export function outlineLoop(text: AuthorText, shape: LoopShape, n: number): Edit[] | null {
  const loop = loopAt(text, text.root, shape.whole.start);
  const [target, iterable, block, ...more] = loop?.children ?? [];
  if (loop === undefined || target === undefined || iterable === undefined || block?.type !== "block") return null;
  const line = lineStart(text, loop.start);
  const lead = text.source.slice(line, loop.start);
  if (more.length > 0 || lead.trim() !== "" || !onlyNames(target)) return null;
  if (!movable(text, [loop]) || block.children.some(breaks)) return null;
  const folds = foldEdits(text, block, shape.gather);
  if (folds === null) return null;
  const gathered = shape.gather.filter(({ by }) => by !== "last");
  const kept = keptNames(loop, target, gathered);
  const rules = gathered.map((item) => `"${item.name}": "${ruleOf(item)}"`).join(", ");
  const [open, close] = shape.lazy ? ["[*", "]"] : iterable.type === "expression_list" ? ["(", ")"] : ["", ""];
  const body = `_cw_body_${n}`;
  const around = [ours(text, `__cellweave__.each(${open}`, iterable.start)];
  const after = [ours(text, `${close}, ${body}, {${rules}}, ${tuple(kept)}, globals())`, shape.iterable.end)];
  return [
    insert(
      text,
      line,
      `${lead}def ${body}(${["_cw_item", ...gathered.map(({ name }) => name)].join(", ")}):\n`,
      bodyPieces(text, lead, { target, block }, folds, kept),
    ),
    // Of `cw.each(files, …)` only the files are left: what it says of the names is proved.
    { start: iterable.start, end: iterable.end, pieces: [...around, ...copy(text, shape.iterable), ...after] },
  ];
}

const branching = new Set(
  "module block if_statement elif_clause else_clause with_statement try_statement except_clause finally_clause".split(
    " ",
  ),
);

/** The loop that begins at a place: at the top of the cell, or in a branch that its text goes through at most once. */
function loopAt(text: AuthorText, node: SyntaxNode, start: number): SyntaxNode | undefined {
  if (node.type === "for_statement") return node.start === start ? node : undefined;
  if (!branching.has(node.type) || text.source.startsWith("async", node.start)) return undefined;
  const around = node.children.find((child) => child.start <= start && start < child.end);
  return around === undefined ? undefined : loopAt(text, around, start);
}

function bodyPieces(
  text: AuthorText,
  outer: string,
  { target, block }: { readonly target: SyntaxNode; readonly block: SyntaxNode },
  folds: readonly Edit[],
  kept: readonly string[],
): Piece[] {
  const last = block.children.at(-1) ?? block;
  const lead = text.source.slice(lineStart(text, block.start), block.start);
  const ownLines = lead.trim() === "" && lead !== "";
  const span = {
    start: ownLines ? lineStart(text, block.start) : block.start,
    end: lineEnd(text, trimmedEnd(text.source, last)),
  };
  const column = ownLines ? lead : `${outer}${outer.includes("\t") ? "\t" : "    "}`;
  const first = text.source.slice(target.start, target.end);
  const step = block.children.some(continues) ? (column.includes("\t") ? "\t" : "    ") : "";
  const head = step === "" ? `${column}${first} = _cw_item\n` : `${column}for ${first} in (_cw_item,):\n`;
  const moves = step === "" ? [] : ownLines ? indent(text, span, step) : [];
  return [
    ours(text, ownLines ? head : head + column + step, target.start),
    ...copy(text, span, [...folds, ...moves]),
    ours(text, `\n${column}return __cellweave__.kept(locals(), ${tuple(kept)})\n`, last.start),
  ];
}

/** The names of the target first, then what else the body binds. */
function keptNames(loop: SyntaxNode, target: SyntaxNode, gathered: readonly Gathered[]): string[] {
  const names = new Set([...namesIn(target), ...scopeOf([loop]).bound]);
  for (const { name } of gathered) names.delete(name);
  return [...names];
}

function namesIn(target: SyntaxNode): string[] {
  return target.type === "identifier" ? [target.text] : target.children.flatMap(namesIn);
}

function onlyNames(target: SyntaxNode): boolean {
  return targets.has(target.type) && target.children.every(onlyNames);
}

function ruleOf(item: Gathered): string {
  return item.by === "fold" ? `fold ${item.operator}` : item.by;
}
