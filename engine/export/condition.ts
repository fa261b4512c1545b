import { translate } from "../python/ipython.ts";
import type { PythonParser, SyntaxNode } from "../python/parser.ts";
import { type Parameter, type Scalar, scalarIn } from "./parameters.ts";

/** What a parameter is asked for: whether it is true, whether it is not, or how it compares with a literal. */
export interface Condition {
  readonly name: string;
  readonly asks: "true" | "not" | { readonly operator: string; readonly literal: Scalar };
}

/** The condition of a cell that is one `if` without `else` and nothing besides; null of any other cell. */
export function conditionIn(source: string, parser: PythonParser): Condition | null {
  if (!/^if\b/m.test(source)) return null;
  const { python } = translate(source);
  const { root, problems } = parser.parse(python);
  const [statement, ...others] = root.children;
  if (problems.length > 0 || others.length > 0 || statement?.type !== "if_statement") return null;
  const [asked, body, ...branches] = statement.children;
  if (asked === undefined || body?.type !== "block" || branches.length > 0) return null;
  return conditionOf(asked, python);
}

function conditionOf(asked: SyntaxNode, python: string): Condition | null {
  if (asked.type === "identifier") return { name: asked.text, asks: "true" };
  const [name, other, ...more] = asked.children;
  if (name?.type !== "identifier" || more.length > 0) return null;
  if (asked.type === "not_operator") return { name: name.text, asks: "not" };
  if (asked.type !== "comparison_operator" || other === undefined) return null;
  const literal = scalarIn(python.slice(other.start, other.end));
  const operator = python.slice(name.end, other.start).trim().replace(/\s+/g, " ");
  return literal === null ? null : { name: name.text, asks: { operator, literal } };
}

/** The same in JavaScript, which counts as true what Python does; null where the two could differ. */
export function conditionInScript({ asks }: Condition, parameter: Parameter, value: string): string | null {
  if (parameter.list) return null;
  const nothing = { bool: "false", int: "0", float: "0", str: '""' }[parameter.type];
  if (asks === "true") return parameter.type === "bool" ? value : `${value} !== ${nothing}`;
  if (asks === "not") return parameter.type === "bool" ? `!${value}` : `${value} === ${nothing}`;
  const operator = operators[kindOf(parameter)][asks.operator];
  const literal = kindOf(asks.literal) === kindOf(parameter) ? scriptLiteral(asks.literal.value) : null;
  return operator === undefined || literal === null ? null : `${value} ${operator} ${literal}`;
}

const equal = { "==": "===", "!=": "!==" };
// The order of texts is another one in Python: by code points.
const operators: { readonly [kind in "number" | "str" | "bool"]: { readonly [operator: string]: string } } = {
  number: { ...equal, "<": "<", "<=": "<=", ">": ">", ">=": ">=" },
  str: equal,
  bool: { ...equal, is: "===", "is not": "!==" },
};

const kindOf = ({ type }: Pick<Parameter, "type">) => (type === "int" || type === "float" ? "number" : type);

/** Only what is spelt the same in both, and of texts only what can end no expression. */
function scriptLiteral(value: Scalar["value"]): string | null {
  if (typeof value === "string") return /^[\p{L}\p{N} _.,:;/@%+-]*$/u.test(value) ? `"${value}"` : null;
  if (typeof value === "number") return Math.abs(value) < 1e15 ? String(value) : null;
  return String(value);
}
