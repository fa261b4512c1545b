import type { Gathered } from "../../../model/skeleton.ts";
import type { Before } from "../../../python/analysis/machine.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import { scopesOf } from "../../../python/scopes.ts";
import type { Problem } from "./problem.ts";

type Fold = Extract<Gathered, { by: "fold" }>;
type Rule =
  | { readonly by: "append" | "extend" | "set-item" }
  | { readonly by: "fold"; readonly operator: Fold["operator"] };

/** A statement of a loop's body that only brings something to a name, whose value it does not ask for. */
export interface Bringing {
  readonly name: string;
  readonly rule: Rule;
  readonly statement: SyntaxNode;
  /** What it works out to bring it. */
  readonly brought: readonly SyntaxNode[];
}

/** What a body brings together, and the body without it: what each item does by itself. */
export interface Gathers {
  readonly gather: readonly Gathered[];
  readonly bringing: readonly Bringing[];
  readonly rest: readonly SyntaxNode[];
  /** Names that are brought together in more than one way. */
  readonly clashes: readonly Problem[];
}

/** Takes the recognised reductions, appends and item writes out of a loop's body; `promised` names may hold anything. */
export function gathersOf(
  body: readonly SyntaxNode[],
  targets: ReadonlySet<string>,
  source: string,
  before: Before,
  promised: ReadonlySet<string> = new Set(),
): Gathers {
  const all: Bringing[] = [];
  const without = leaveOut(body, (statement) => {
    const found = bringingOf(statement, source, before);
    if (found !== null) all.push(found);
    return found;
  });
  if (all.length === 0) return { gather: [], bringing: [], rest: body, clashes: [] };
  const bound = scopesOf({ type: "module", start: 0, end: 0, text: "", children: without }).bound;
  const rules = new Map<string, Rule | null>();
  const clashes: Problem[] = [];
  for (const { name, rule, statement } of all) {
    const known = rules.get(name);
    if (known != null && !same(known, rule)) clashes.push(clashOf(name, statement));
    const clash = targets.has(name) || bound.has(name) || !(promised.has(name) || takes(before, name));
    rules.set(name, clash || known === null || (known !== undefined && !same(known, rule)) ? null : rule);
  }
  const bringing = all.filter(({ name }) => rules.get(name) !== null);
  const taken = new Map(bringing.map((one) => [one.statement, one]));
  const gather = [...rules].flatMap(([name, rule]): Gathered[] => (rule === null ? [] : [{ name, ...rule }]));
  return { gather, bringing, rest: leaveOut(body, (statement) => taken.get(statement) ?? null), clashes };
}

function clashOf(name: string, { start }: SyntaxNode): Problem {
  return {
    rank: 1,
    at: start,
    name,
    says: "",
    sentence: (line) =>
      `\`${name}\` is carried from one iteration to the next by line ${line}, which brings things to it in another way than the lines above.`,
    remedy: `Bring things to \`${name}\` in one way only.`,
  };
}

function same(a: Rule, b: Rule): boolean {
  return a.by === b.by && (a.by !== "fold" || b.by !== "fold" || a.operator === b.operator);
}

/** Modules, functions and objects of the notebook's own classes are no plain containers and no numbers. */
function takes(before: Before, name: string): boolean {
  const value = before.value(name);
  if (value === undefined) return true;
  return value.path === null && value.cls === null && !/^(?:module|function|class|file|namespace)$/.test(value.type);
}

/** The statements with some of them, at any depth, replaced by what they work out. */
function leaveOut(
  statements: readonly SyntaxNode[],
  choose: (statement: SyntaxNode) => Bringing | null,
): readonly SyntaxNode[] {
  return statements.map((statement) => {
    const chosen = statement.type === "expression_statement" ? choose(statement) : null;
    if (chosen !== null) return { ...statement, children: chosen.brought };
    return compound.has(statement.type) ? withBlocks(statement, choose) : statement;
  });
}

const compound = new Set([
  "if_statement",
  "for_statement",
  "while_statement",
  "try_statement",
  "with_statement",
  "match_statement",
]);

function withBlocks(node: SyntaxNode, choose: (statement: SyntaxNode) => Bringing | null): SyntaxNode {
  const children = node.children.map((child) => {
    if (child.type === "block" && node.type !== "match_statement")
      return { ...child, children: leaveOut(child.children, choose) };
    return /_clause$|^block$/.test(child.type) ? withBlocks(child, choose) : child;
  });
  return { ...node, children };
}

function bringingOf(statement: SyntaxNode, source: string, before: Before): Bringing | null {
  const [only, ...more] = statement.children;
  if (only === undefined || more.length > 0) return null;
  const found = forms[only.type]?.(only, source, before) ?? null;
  return found === null ? null : { ...found, statement };
}

type Form = (node: SyntaxNode, source: string, before: Before) => Omit<Bringing, "statement"> | null;

const forms: { readonly [type: string]: Form } = {
  call: (node) => {
    const [callee, list] = node.children;
    const [object, method] = callee?.type === "attribute" ? callee.children : [];
    const [argument, ...others] = list?.type === "argument_list" ? list.children : [];
    if (object?.type !== "identifier" || argument === undefined || others.length > 0) return null;
    if (/^(?:keyword_argument|list_splat|dictionary_splat)$/.test(argument.type)) return null;
    if (method?.text !== "append" && method?.text !== "extend") return null;
    return { name: object.text, rule: { by: method.text }, brought: [argument] };
  },
  augmented_assignment: (node, source, before) => {
    const [target, value] = node.children;
    if (target?.type !== "identifier" || value === undefined) return null;
    const operator = foldOperator(source.slice(target.end, value.start).trim().slice(0, -1));
    if (operator === null) return null;
    const list = before.value(target.text)?.type === "list";
    if (list && operator !== "+") return null;
    return { name: target.text, rule: list ? { by: "extend" } : { by: "fold", operator }, brought: [value] };
  },
  assignment: (node, source, before) => {
    const [target, value, ...more] = node.children;
    if (target === undefined || value === undefined || more.length > 0 || value.type === "assignment") return null;
    if (target.type === "identifier") return rebinding(target.text, value, source, before);
    const [object, ...indexes] = target.type === "subscript" ? target.children : [];
    if (object?.type !== "identifier") return null;
    return { name: object.text, rule: { by: "set-item" }, brought: [...indexes, value] };
  },
};

function foldOperator(text: string): Fold["operator"] | null {
  return text === "+" || text === "*" || text === "|" || text === "&" ? text : null;
}

/** `total = total + a + b` and `best = max(best, e)`. */
function rebinding(
  name: string,
  value: SyntaxNode,
  source: string,
  before: Before,
): Omit<Bringing, "statement"> | null {
  if (value.type === "call") {
    const [callee, list] = value.children;
    const operator = callee?.text === "max" || callee?.text === "min" ? callee.text : null;
    const [first, second, ...others] = list?.type === "argument_list" ? list.children : [];
    if (operator === null || first?.type !== "identifier" || first.text !== name || second === undefined) return null;
    if (others.length > 0 || /^(?:keyword_argument|list_splat)$/.test(second.type)) return null;
    if (before.value(operator) !== undefined) return null;
    return { name, rule: { by: "fold", operator }, brought: [second] };
  }
  const brought: SyntaxNode[] = [];
  let left = value;
  let operator: Fold["operator"] | null = null;
  while (left.type === "binary_operator" || left.type === "parenthesized_expression") {
    const [first, second] = left.children as [SyntaxNode, SyntaxNode | undefined];
    if (second !== undefined) {
      const found = foldOperator(source.slice(first.end, second.start).trim());
      if (found === null || (operator !== null && operator !== found)) return null;
      operator = found;
      brought.unshift(second);
    }
    left = first;
  }
  if (operator === null || left.type !== "identifier" || left.text !== name) return null;
  return { name, rule: { by: "fold", operator }, brought };
}
