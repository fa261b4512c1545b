import { assignTo } from "../../../python/analysis/assign.ts";
import { childScope } from "../../../python/analysis/functions.ts";
import type { Machine } from "../../../python/analysis/machine.ts";
import { type Standing, standingOf } from "../../../python/analysis/standing.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import type { Blocked, ComprehensionShape } from "../shapes.ts";
import { broadcastOf } from "./broadcast.ts";
import type { CellState } from "./cell-state.ts";
import { comprehensionKinds } from "./comprehension-kinds.ts";
import { effectProblems } from "./effect-words.ts";
import { itemValue } from "./items.ts";
import { isLazy, iterableProblems } from "./iterables.ts";
import { evaluateAt, observe } from "./observe.ts";
import { blockedBy, type Problem } from "./problem.ts";
import { refusedSyntax } from "./refused-syntax.ts";
import { changeProblems, functionProblems, strangerProblems } from "./shared-problems.ts";
import { isHeavy } from "./weight.ts";

export interface ProvedComprehension {
  readonly shape: ComprehensionShape | Blocked;
  readonly heavy: boolean;
}

/** Proves that the elements of a comprehension may be worked out apart, or tells what stands in the way. */
export function proveComprehension(state: CellState, standing: Standing, node: SyntaxNode): ProvedComprehension {
  const { python, magics } = state.cell.parsed;
  const span = state.span(node);
  const clauses = node.children.filter(({ type }) => type === "for_in_clause");
  const [target, iterable] = (clauses[0]?.children ?? []) as [SyntaxNode, SyntaxNode];
  const conditions = node.children.filter(({ type }) => type === "if_clause").flatMap(({ children }) => children);
  const body = node.children[0] as SyntaxNode;
  const element = body.type === "pair" ? body.children : [body];
  const items = [...conditions, ...element];
  const refused = blockedBy(state, "comprehension", span, [
    ...formProblems(python, clauses),
    ...refusedSyntax(items, { source: python, magics }, true),
    ...walruses(items),
  ]);
  const { machine, values } = evaluateAt(standing, iterable);
  const seen = observe(standingOf(standing, machine), items.map(statement), {
    prepare: (prepared) =>
      enter(prepared, node, (inside) => assignTo(inside, target, itemValue(inside, iterable, values))),
  });
  const problems: Problem[] = [
    ...iterableProblems(iterable, values, ({ start, end }) => python.slice(start, end)),
    ...changeProblems(seen, null, "elements"),
    ...functionProblems(seen, new Set()),
    ...effectProblems(seen, false),
    ...strangerProblems(seen, false),
  ];
  const blocked = refused ?? blockedBy(state, "comprehension", span, problems);
  if (blocked !== null) return { shape: blocked, heavy: isHeavy(seen, items) };
  const kind = comprehensionKinds[node.type] ?? "list";
  return {
    shape: {
      shape: "comprehension",
      whole: span,
      kind,
      target: state.span(target),
      iterable: state.span(iterable),
      ...(isLazy(iterable, values) ? { lazy: true } : {}),
      element: element.map((part) => state.span(part)),
      conditions: conditions.map((part) => state.span(part)),
      broadcast: broadcastOf(seen, new Set()),
    },
    heavy: isHeavy(seen, items),
  };
}

/** The machine goes on in the comprehension's own names. */
function enter(machine: Machine, node: SyntaxNode, bind: (machine: Machine) => void): void {
  const outer = machine.frame;
  machine.frame = { kind: "comprehension", scope: childScope(outer, node), parent: outer, locals: new Map() };
  bind(machine);
}

function statement(expression: SyntaxNode): SyntaxNode {
  return { ...expression, type: "expression_statement", text: "", children: [expression] };
}

function formProblems(python: string, clauses: readonly SyntaxNode[]): Problem[] {
  const problems: Problem[] = [];
  const [first, second] = clauses;
  if (second !== undefined)
    problems.push({
      rank: 0,
      at: second.start,
      name: null,
      says: "goes through a second iterable for each item of the first",
      remedy: "Let a function give the list for one item of the first.",
    });
  if (first !== undefined && python.startsWith("async", first.start))
    problems.push({ rank: 0, at: first.start, name: null, says: "waits for other tasks", remedy: null });
  return problems;
}

function walruses(nodes: readonly SyntaxNode[]): Problem[] {
  return nodes.flatMap((node): Problem[] => {
    if (node.type !== "named_expression") return walruses(node.children);
    const name = node.children[0]?.text ?? null;
    return [{ rank: 0, at: node.start, name, says: `binds \`${name}\` outside with \`:=\``, remedy: "Write a loop." }];
  });
}
