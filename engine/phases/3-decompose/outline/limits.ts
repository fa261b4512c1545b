import type { SyntaxNode } from "../../../python/parser.ts";
import { type Scope, scopesOf } from "../../../python/scopes.ts";
import type { AuthorText } from "../author-text.ts";
import type { Span } from "../shapes.ts";

/** What would mean something else inside a function than at the top of a cell. */
const refused = new Set([
  "return_statement",
  "yield",
  "await",
  "global_statement",
  "nonlocal_statement",
  "wildcard_import",
  "class_definition",
  "type_alias_statement",
  "future_import_statement",
]);
/** Names that look at the frame that they are called in. */
const looking = new Set([
  "locals",
  "globals",
  "vars",
  "dir",
  "eval",
  "exec",
  "super",
  "get_ipython",
  "__annotations__",
]);
const loops = new Set(["for_statement", "while_statement"]);
const functions = new Set(["function_definition", "lambda"]);

/** Whether statements of a cell do the same in a function of their own, but for the names that they bind. */
export function movable(text: AuthorText, statements: readonly SyntaxNode[]): boolean {
  const [first, last] = [statements[0], statements.at(-1)];
  if (first === undefined || last === undefined) return false;
  if (text.magics.some((magic) => magic.cell || overlaps(magic, { start: first.start, end: last.end }))) return false;
  if (!statements.every((statement) => stays(statement, text.source, true))) return false;
  const names = scopeOf(statements);
  return ![...everyUse(names)].some((name) => looking.has(name));
}

/** The names and uses of a few statements, as if they were a module. */
export function scopeOf(statements: readonly SyntaxNode[]): Scope {
  return scopesOf({ type: "module", start: 0, end: 0, text: "", children: statements });
}

/** Whether `continue` would leave the body of the loop. */
export function continues(node: SyntaxNode): boolean {
  if (node.type === "continue_statement") return true;
  return !loops.has(node.type) && !functions.has(node.type) && node.children.some(continues);
}

export function breaks(node: SyntaxNode): boolean {
  if (node.type === "break_statement") return true;
  if (loops.has(node.type)) return node.children.some((child) => child.type === "else_clause" && breaks(child));
  return !functions.has(node.type) && node.children.some(breaks);
}

export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

function stays(node: SyntaxNode, source: string, outside: boolean): boolean {
  if (outside && refused.has(node.type)) return false;
  if (node.type === "global_statement" || node.type === "nonlocal_statement") return false;
  // A variable with an annotation at the top of a cell leaves it in `__annotations__`.
  if (node.type === "assignment" && outside && node.children[1]?.type === "type") return false;
  if (/^(?:for|with)_/.test(node.type) && source.startsWith("async", node.start)) return false;
  const inside = outside && !functions.has(node.type);
  return node.children.every((child) => stays(child, source, inside));
}

function everyUse(scope: Scope, into: Set<string> = new Set()): Set<string> {
  for (const name of scope.uses) into.add(name);
  for (const child of scope.children) everyUse(child, into);
  return into;
}
