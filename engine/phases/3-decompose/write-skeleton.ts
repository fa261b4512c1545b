import type { Gathered } from "../../model/skeleton.ts";
import type { SyntaxNode } from "../../python/parser.ts";
import { type AuthorText, lineEnd, lineStart } from "./author-text.ts";
import type { ComprehensionShape, LoopShape, SectionsShape, Shape, Span } from "./shapes.ts";
import { applied, indented, type PackageName, type TextEdit } from "./written-edits.ts";

/** The author's whole cell with the skeleton of a shape written into it; null where it cannot be written so. */
export function writeSkeleton(text: AuthorText, shape: Shape, cw: PackageName): string | null {
  const edits = editsFor(text, shape, cw.name);
  return edits === null ? null : applied(text, edits, cw);
}

function editsFor(text: AuthorText, shape: Shape, cw: string): TextEdit[] | null {
  if (shape.shape === "loop") return [writeEach(text, shape, cw)];
  if (shape.shape === "sections") return writeFork(text, shape, cw);
  const call = writeMap(text, shape, cw);
  return call === null ? null : [{ ...shape.whole, by: call }];
}

/** `for f in files:` becomes `for f in cw.each(files, gather={"rows": list}):`. */
function writeEach(text: AuthorText, { iterable, gather }: LoopShape, cw: string): TextEdit {
  const items = slice(text, iterable);
  const open = nodeOf(text.root, iterable)?.type === "expression_list" ? [`(${items})`] : [items];
  const lists = gather.flatMap((item) =>
    gatherer[item.by] === undefined ? [] : [`"${item.name}": ${gatherer[item.by]}`],
  );
  const folds = gather.flatMap((item) => (item.by === "fold" ? [`"${item.name}": "${item.operator}"`] : []));
  const options = [
    ...(lists.length === 0 ? [] : [`gather={${lists.join(", ")}}`]),
    ...(folds.length === 0 ? [] : [`reduce={${folds.join(", ")}}`]),
  ];
  return { ...iterable, by: `${cw}.each(${[...open, ...options].join(", ")})` };
}

const gatherer: { readonly [by in Gathered["by"]]?: string } = { append: "list", extend: "list", "set-item": "dict" };

/** `[f(x) for x in xs]` becomes `cw.map(f, xs)`. */
function writeMap(text: AuthorText, shape: ComprehensionShape, cw: string): string | null {
  const target = nodeOf(text.root, shape.target);
  const iterable = nodeOf(text.root, shape.iterable);
  if (target === null || iterable === null) return null;
  const element = shape.element.map((part) => slice(text, part));
  const value = element.length === 2 ? `(${element.join(", ")})` : (element[0] ?? "");
  const call =
    target.type === "identifier"
      ? mapOver(text, shape, target.text, value, cw)
      : zipOver(text, shape, target, iterable, value, cw);
  if (call === null) return null;
  return shape.kind === "list" ? call : `${shape.kind}(${call})`;
}

function mapOver(text: AuthorText, shape: ComprehensionShape, name: string, value: string, cw: string): string {
  const items = slice(text, shape.iterable);
  const conditions = shape.conditions.map((condition) => ` if ${slice(text, condition)}`).join("");
  const chosen = conditions === "" ? items : `[${name} for ${name} in ${items}${conditions}]`;
  const plain = shape.element.length === 1 ? plainCall(text, shape.element[0] as Span, [name]) : null;
  const parts = plain === null ? [`lambda ${name}: ${value}`, chosen] : [plain.callee, chosen, ...plain.options];
  return `${cw}.map(${parts.join(", ")})`;
}

/** `[f(a, b) for a, b in zip(xs, ys)]` becomes `cw.zip(f, xs, ys)`, which asks for lists of the same length. */
function zipOver(
  text: AuthorText,
  shape: ComprehensionShape,
  target: SyntaxNode,
  iterable: SyntaxNode,
  value: string,
  cw: string,
): string | null {
  const names = target.children.map((child) => (child.type === "identifier" ? child.text : null));
  const [callee, list] = iterable.type === "call" ? iterable.children : [];
  const sources = list?.type === "argument_list" ? list.children : [];
  const strict = sources.find(({ type }) => type === "keyword_argument");
  if (callee?.text !== "zip" || strict === undefined || shape.conditions.length > 0) return null;
  const given = sources.filter((source) => source !== strict);
  if (names.includes(null) || names.length !== given.length) return null;
  const plain = shape.element.length === 1 ? plainCall(text, shape.element[0] as Span, names as string[]) : null;
  const head = plain === null ? [`lambda ${names.join(", ")}: ${value}`] : [plain.callee];
  return `${cw}.zip(${[...head, ...given.map((source) => slice(text, source)), ...(plain?.options ?? [])].join(", ")})`;
}

/** A call of a name with just the item, and with options that do not hang on it. */
function plainCall(
  text: AuthorText,
  span: Span,
  names: readonly string[],
): { readonly callee: string; readonly options: readonly string[] } | null {
  const node = nodeOf(text.root, span);
  const [callee, list] = node?.type === "call" ? node.children : [];
  if (callee?.type !== "identifier" || list?.type !== "argument_list") return null;
  const given = list.children.slice(0, names.length);
  const options = list.children.slice(names.length);
  if (!given.every((arg, at) => arg.type === "identifier" && arg.text === names[at])) return null;
  if (given.length < names.length || !options.every((arg) => isOption(arg, names))) return null;
  return { callee: callee.text, options: options.map((option) => slice(text, option)) };
}

// Options of the skeletons themselves go by these names.
const taken = /^(?:seed|on_error|ordered|chunk|retries|time)$/;

function isOption(arg: SyntaxNode, names: readonly string[]): boolean {
  const [key, value] = arg.type === "keyword_argument" ? arg.children : [];
  if (key === undefined || value === undefined || taken.test(key.text)) return false;
  // What is worked out anew for each item stays in the function.
  return /^(?:identifier|integer|float|string|true|false|none)$/.test(value.type) && !names.includes(value.text);
}

/** The sections in the branches of a `with cw.fork():`. */
function writeFork(text: AuthorText, { sections }: SectionsShape, cw: string): TextEdit[] | null {
  const [first] = sections;
  const end = sections.at(-1)?.span.end;
  if (first === undefined || end === undefined) return null;
  const start = lineStart(text, first.span.start);
  if (text.source.slice(start, first.span.start).trim() !== "") return null;
  const lead = text.source.slice(start, first.span.start);
  const branches = sections.map(({ name, span }, at) => {
    const from = at === 0 ? start : lineStart(text, afterLine(text, sections[at - 1]?.span.end ?? 0));
    const lines = indented(text, { start: from, end: span.end }, "        ");
    return `${lead}    with ${cw}.branch(${JSON.stringify(name)}):\n${lines}`;
  });
  return [{ start, end: lineEnd(text, end), by: `${lead}with ${cw}.fork():\n${branches.join("\n")}` }];
}

function afterLine(text: AuthorText, offset: number): number {
  return Math.min(text.source.length, lineEnd(text, offset) + 1);
}

function slice(text: AuthorText, { start, end }: Span): string {
  return text.source.slice(start, end);
}

/** The innermost node that is the span and no more. */
function nodeOf(node: SyntaxNode, span: Span): SyntaxNode | null {
  for (const child of node.children) {
    if (child.start > span.start || child.end < span.end) continue;
    const found = nodeOf(child, span);
    if (found !== null) return found;
  }
  return node.start === span.start && node.end === span.end ? node : null;
}
