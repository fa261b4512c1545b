import type { PythonParser, SyntaxNode } from "../../../python/parser.ts";
import type { AuthorText } from "../author-text.ts";
import type { CellState } from "../find/cell-state.ts";
import type { Blocked, Span } from "../shapes.ts";
import type { PackageName } from "../written-edits.ts";

/** A cell that a skeleton is to be written into. */
export interface Place {
  readonly state: CellState;
  readonly text: AuthorText;
  readonly cw: PackageName;
  /** Whether the notebook has it already there. */
  isWritten(span: Span): boolean;
  readonly parser: PythonParser;
  /** Names that the notebook has anywhere. */
  readonly taken: ReadonlySet<string>;
  /** Names that are read behind an offset of the cell, or in a later cell. */
  usedAfter(offset: number): ReadonlySet<string>;
  /** The last value that the notebook gives a name before an offset of the cell, as it is written there. */
  assigned(name: string, before: number): Assigned | null;
}

/** An expression with the text that it stands in. */
export interface Assigned {
  readonly value: SyntaxNode;
  readonly source: string;
}

/** How a skeleton fits: the author's whole cell with it, and why that gives the same. */
export interface Fits {
  readonly span: Span;
  readonly rewritten: string;
  readonly reason: string;
}

/** Writes one kind of skeleton; a string says that there is no place for it, and what to write. */
export type Writer = (place: Place) => Fits | Blocked | string;

/** The pieces of syntax that are run as the cell runs, functions left out, in text order. */
export function runningNodes(root: SyntaxNode): SyntaxNode[] {
  return root.children.flatMap((child) => (closed.has(child.type) ? [] : [child, ...runningNodes(child)]));
}

const closed = new Set(["function_definition", "class_definition", "lambda"]);

export function slice({ source }: AuthorText, { start, end }: Span): string {
  return source.slice(start, end);
}

/** The name of what is called: `reduce` of `functools.reduce(…)`. */
export function calledName(node: SyntaxNode): string | null {
  const callee = node.type === "call" ? node.children[0] : undefined;
  if (callee?.type === "identifier") return callee.text;
  return callee?.type === "attribute" ? (callee.children[1]?.text ?? null) : null;
}

/** The arguments of a call by position; null where there are others. */
export function positional(node: SyntaxNode): readonly SyntaxNode[] | null {
  const list = node.children[1];
  if (list?.type !== "argument_list") return list?.type === "generator_expression" ? [list] : null;
  const plain = list.children.every(({ type }) => type !== "keyword_argument" && !type.endsWith("_splat"));
  return plain ? list.children : null;
}
