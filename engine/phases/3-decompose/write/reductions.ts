import type { SyntaxNode } from "../../../python/parser.ts";
import { applied } from "../written-edits.ts";
import { partsOf, plainCall } from "./comprehension-parts.ts";
import { first } from "./over-items.ts";
import { calledName, type Place, positional, runningNodes, slice, type Writer } from "./place.ts";

const associative =
  "which must be associative: values are put together in a tree of fixed shape, not from left to right";

/** `functools.reduce(op, xs)` as `cw.reduce(op, xs)`. */
export const writeReduce: Writer = (place) =>
  first(place, ["call"], (node) => {
    const given = calledName(node) === "reduce" ? positional(node) : null;
    if (given === null || given.length < 2) return null;
    const [op] = given as [SyntaxNode];
    return [
      `${place.cw.name}.reduce(${texts(place, given)})`,
      `Neighbours are put together at once by \`${slice(place.text, op)}\`, ${associative}.`,
    ];
  }) ?? "It has no call such as `functools.reduce(op, values)`.";

/** `list(itertools.accumulate(xs, op))` as `cw.scan(op, xs)`. */
export const writeScan: Writer = (place) =>
  first(place, ["call"], (node) => {
    const [inner] = calledName(node) === "list" ? (positional(node) ?? []) : [];
    const given = inner !== undefined && calledName(inner) === "accumulate" ? positional(inner) : null;
    const [xs, op] = given ?? [];
    if (xs === undefined) return null;
    const operation = op === undefined ? "lambda a, b: a + b" : slice(place.text, op);
    return [
      `${place.cw.name}.scan(${operation}, ${slice(place.text, xs)})`,
      `Blocks of running totals are worked out at once by \`${operation}\`, which must be associative.`,
    ];
  }) ?? "It has no call such as `list(itertools.accumulate(values, op))`.";

const operations: { readonly [name: string]: { readonly op: string; readonly init: string } } = {
  sum: { op: "lambda a, b: a + b", init: ", init=0" },
  max: { op: "max", init: "" },
  min: { op: "min", init: "" },
};

/** `sum(f(x) for x in xs)` as `cw.mapreduce(f, lambda a, b: a + b, xs, init=0)`. */
export const writeMapreduce: Writer = (place) =>
  first(place, ["call"], (node) => {
    const operation = operations[calledName(node) ?? ""];
    const [values, ...more] = positional(node) ?? [];
    const parts = values === undefined ? null : partsOf(values);
    const [element] = parts?.element ?? [];
    if (operation === undefined || !parts || !element || more.length > 0) return null;
    if (parts.conditions.length > 0 || parts.target.type !== "identifier" || parts.kind === "set") return null;
    const call = plainCall(element, parts.target, new Set());
    const f =
      call?.items.length === 1 && call.named.length === 0
        ? slice(place.text, call.callee)
        : `lambda ${parts.target.text}: ${slice(place.text, element)}`;
    const xs = slice(place.text, parts.iterable);
    return [
      `${place.cw.name}.mapreduce(${f}, ${operation.op}, ${xs}${operation.init})`,
      `The items run at once; their results are put together by \`${operation.op}\`, ${associative}.`,
    ];
  }) ?? "It has no call such as `sum(f(x) for x in xs)`.";

/** `while not done(state): state = step(state)` as `state = cw.iterate(step, state, until=done)`. */
export const writeIterate: Writer = (place) => {
  const { text, cw } = place;
  for (const node of runningNodes(text.root)) {
    if (node.type !== "while_statement" || place.isWritten(node)) continue;
    const [condition, block, otherwise] = node.children;
    const [statement, ...more] = block?.children ?? [];
    const [target, value] = statement?.children[0]?.type === "assignment" ? statement.children[0].children : [];
    const callee = value?.type === "call" ? value.children[0] : undefined;
    const [state, ...named] = value?.children[1]?.type === "argument_list" ? value.children[1].children : [];
    if (!condition || otherwise || more.length > 0 || !callee || target?.type !== "identifier") continue;
    if (state?.type !== "identifier" || state.text !== target.text) continue;
    if (!named.every(({ type }) => type === "keyword_argument")) continue;
    const said = [`until=${untilOf(place, condition, target.text)}`, ...named.map((part) => slice(text, part))].join(
      ", ",
    );
    const by = `${target.text} = ${cw.name}.iterate(${slice(text, callee)}, ${target.text}, ${said})`;
    const end = node.start + slice(text, node).trimEnd().length;
    const reason = "The same steps in the same order; what a step maps or reduces runs at once.";
    return { span: { start: node.start, end }, rewritten: applied(text, [{ start: node.start, end, by }], cw), reason };
  }
  return "It has no loop such as `while not done(state): state = step(state)`.";
};

function untilOf({ text }: Place, condition: SyntaxNode, state: string): string {
  const [inner] = condition.type === "not_operator" ? condition.children : [];
  if (inner === undefined) return `lambda ${state}: not (${slice(text, condition)})`;
  const [only, ...more] = inner.type === "call" ? (positional(inner) ?? []) : [];
  const named = inner.children[0];
  if (only?.type === "identifier" && only.text === state && more.length === 0 && named?.type === "identifier")
    return named.text;
  return `lambda ${state}: ${slice(text, inner)}`;
}

function texts({ text }: Place, nodes: readonly SyntaxNode[]): string {
  return nodes.map((node) => slice(text, node)).join(", ");
}
