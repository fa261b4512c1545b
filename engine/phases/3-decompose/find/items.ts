import { assignTo } from "../../../python/analysis/assign.ts";
import { elementOf } from "../../../python/analysis/expressions.ts";
import { keep, type Machine } from "../../../python/analysis/machine.ts";
import { fresh, immutable, type Value } from "../../../python/analysis/value.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import { memoryOf } from "./observe.ts";

export type Values = ReadonlyMap<SyntaxNode, Value>;

/** Binds the target of a loop to what its iterable gives. */
export function bindItem(machine: Machine, target: SyntaxNode, iterable: SyntaxNode, values: Values): void {
  assignTo(machine, target, itemValue(machine, iterable, values));
}

/** The iterables that `enumerate` and `zip` take their items from; the iterable itself for all else. */
export function sourcesOf(iterable: SyntaxNode, values: Values): readonly SyntaxNode[] {
  const name = builtinCalled(iterable, values);
  const args = positional(iterable);
  if (name === "enumerate") return args.slice(0, 1).flatMap((arg) => sourcesOf(arg, values));
  return name === "zip" ? args.flatMap((arg) => sourcesOf(arg, values)) : [iterable];
}

/** The builtin function that an expression calls. */
export function builtinCalled(node: SyntaxNode, values: Values): string | null {
  const [callee] = node.type === "call" ? node.children : [];
  const path = callee === undefined ? null : (values.get(callee)?.path ?? null);
  return path?.startsWith("builtins.") ? path.slice("builtins.".length) : null;
}

/** What an iterable gives. */
export function itemValue(machine: Machine, iterable: SyntaxNode, values: Values): Value {
  const name = builtinCalled(iterable, values);
  const args = positional(iterable);
  const value = values.get(iterable) ?? fresh("unknown");
  if (name === "range") return immutable("int");
  if (name === "enumerate" && args[0] !== undefined)
    return pair(machine, [immutable("int"), itemValue(machine, args[0], values)]);
  if (name === "zip" && args.length > 0)
    return pair(
      machine,
      args.map((arg) => itemValue(machine, arg, values)),
    );
  const [callee] = iterable.type === "call" ? iterable.children : [];
  const [object, method] = callee?.type === "attribute" ? callee.children : [];
  const holder = object === undefined ? undefined : values.get(object);
  if (method?.text === "items" && holder !== undefined)
    return pair(machine, [elementOf(machine, holder, iterable), elementOf(machine, holder, iterable)]);
  return elementOf(machine, value, iterable);
}

function pair(machine: Machine, elements: readonly Value[]): Value {
  const value = fresh("tuple", { elements, oneOf: elements.flatMap(memoryOf) });
  for (const element of elements) keep(machine, value, element);
  return value;
}

function positional(call: SyntaxNode): readonly SyntaxNode[] {
  const list = call.type === "call" ? call.children[1] : undefined;
  if (list?.type !== "argument_list") return [];
  return list.children.filter(({ type }) => !/^(?:keyword_argument|list_splat|dictionary_splat)$/.test(type));
}
