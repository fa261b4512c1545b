import { translate } from "./ipython.ts";
import type { PythonParser, SyntaxNode } from "./parser.ts";

/** `name = literal` at the top of a cell, with the places of both in the source. */
export interface Assignment {
  readonly name: string;
  /** The value's text as it stands there. */
  readonly value: string;
  /** Offsets of the value in the source. */
  readonly start: number;
  readonly end: number;
}

const literals = new Set(["integer", "float", "string", "concatenated_string", "true", "false", "none"]);
const containers = new Set([
  "list",
  "tuple",
  "set",
  "dictionary",
  "pair",
  "unary_operator",
  "parenthesized_expression",
]);

/** The names that a source sets to plain literals, in order; what a form edits and papermill calls parameters. */
export function assignmentsOf(source: string, parser: PythonParser): Assignment[] {
  const { python, magics } = translate(source);
  // With a magic in it the text that was read is not the author's, character by character.
  if (magics.length > 0) return [];
  const { root, problems } = parser.parse(python);
  if (problems.length > 0) return [];
  return root.children.flatMap((statement) => assignmentIn(statement, source));
}

function assignmentIn(statement: SyntaxNode, source: string): Assignment[] {
  const [node] = statement.children;
  if (statement.type !== "expression_statement" || node?.type !== "assignment") return [];
  const [target, ...rest] = node.children;
  const value = rest.at(-1);
  if (target?.type !== "identifier" || value === undefined || !isLiteral(value)) return [];
  return [{ name: target.text, value: source.slice(value.start, value.end), start: value.start, end: value.end }];
}

function isLiteral(node: SyntaxNode): boolean {
  if (node.type === "string") return node.children.every((child) => child.type !== "interpolation");
  return literals.has(node.type) || (containers.has(node.type) && node.children.every(isLiteral));
}

/** The source with one stretch replaced; all else stays byte for byte. */
export function replaceSpan(source: string, start: number, end: number, by: string): string {
  return source.slice(0, start) + by + source.slice(end);
}

/** The source with the last `name = literal` set to another value; null where there is no such line. */
export function setAssignment(source: string, name: string, value: string, parser: PythonParser): string | null {
  const found = assignmentsOf(source, parser).findLast((assignment) => assignment.name === name);
  return found === undefined ? null : replaceSpan(source, found.start, found.end, value);
}

/** Python's spelling of a JSON value. */
export function pythonLiteral(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string")
    return JSON.stringify(value).replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
  if (typeof value === "number")
    return Number.isFinite(value)
      ? String(value)
      : `float("${Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf"}")`;
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(", ")}]`;
  const members = Object.entries(value as object).map(
    ([key, member]) => `${pythonLiteral(key)}: ${pythonLiteral(member)}`,
  );
  return `{${members.join(", ")}}`;
}
