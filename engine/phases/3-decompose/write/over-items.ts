import { mapSettings } from "@cellweave/nodes/define-skeleton";
import type { SyntaxNode } from "../../../python/parser.ts";
import { applied } from "../written-edits.ts";
import { namesIn, plainCall } from "./comprehension-parts.ts";
import { calledName, type Fits, type Place, positional, runningNodes, slice, type Writer } from "./place.ts";

const reserved: ReadonlySet<string> = new Set(Object.keys(mapSettings));
const promise = "as long as it changes nothing but what it makes itself, which every run checks";

/** `[f(a, b) for a, b in zip(xs, ys)]` as `cw.zip(f, xs, ys)`. */
export const writeZip: Writer = (place) =>
  first(place, ["list_comprehension"], (node) => {
    const [element, clause, ...more] = node.children;
    const [target, iterable] = clause?.children ?? [];
    if (!element || !target || !iterable || more.length > 0 || calledName(iterable) !== "zip") return null;
    const sources = positional(iterable);
    const names = namesIn(target);
    const call = plainCall(element, target, reserved);
    if (sources === null || call === null || call.items.join() !== names.join()) return null;
    const by = written(place, "zip", [call.callee, ...sources, ...call.named]);
    return [
      by,
      `\`${slice(place.text, call.callee)}\` runs for many pairs at once, ${promise}. cw.zip asks for collections of one length.`,
    ];
  }) ?? "It has no comprehension such as `[f(x, y) for x, y in zip(xs, ys)]`.";

/** `[f(x, y) for x in xs for y in ys]` as `cw.product(f, xs, ys)`. */
export const writeProduct: Writer = (place) =>
  first(place, ["list_comprehension"], (node) => {
    const [element, ...clauses] = node.children;
    if (element === undefined || clauses.length < 2 || clauses.some(({ type }) => type !== "for_in_clause"))
      return null;
    const targets = clauses.map(({ children }) => children[0] as SyntaxNode);
    const sources = clauses.map(({ children }) => children[1] as SyntaxNode);
    if (!targets.every(({ type }) => type === "identifier")) return null;
    const names = targets.map(({ text }) => text);
    const all: SyntaxNode = { ...node, type: "pattern_list", children: targets };
    const call = plainCall(element, all, reserved);
    if (call === null || call.items.join() !== names.join() || sources.some((source) => mentions(source, names)))
      return null;
    const by = written(place, "product", [call.callee, ...sources, ...call.named]);
    return [by, `\`${slice(place.text, call.callee)}\` runs for many combinations at once, ${promise}.`];
  }) ?? "It has no comprehension such as `[f(x, y) for x in xs for y in ys]`.";

/** `for r in map(f, stream):`, `[f(x) for x in stream]` or `(f(x) for x in stream)` over `cw.farm(f, stream)`. */
export const writeFarm: Writer = (place) =>
  first(place, ["call", "list_comprehension", "generator_expression"], (node) => {
    if (node.type === "call") {
      const [f, stream, ...more] = calledName(node) === "map" ? (positional(node) ?? []) : [];
      if (f === undefined || stream === undefined || more.length > 0) return null;
      return [written(place, "farm", [f, stream]), farmed(slice(place.text, f))];
    }
    const [element, clause, ...more] = node.children;
    const [target, stream] = clause?.children ?? [];
    if (!element || !target || !stream || more.length > 0 || target.type !== "identifier") return null;
    const call = plainCall(element, target, reserved);
    if (call === null || call.items.length !== 1) return null;
    const by = written(place, "farm", [call.callee, stream, ...call.named]);
    return [
      node.type === "list_comprehension" ? `list(${by})` : bracketed(place, node, by),
      farmed(slice(place.text, call.callee)),
    ];
  }) ?? "It has nothing such as `for result in map(f, stream):`.";

/** `[h(g(f(x))) for x in xs]` as `cw.pipe(f, g, h, xs)`. */
export const writePipe: Writer = (place) =>
  first(place, ["list_comprehension"], (node) => {
    const [element, clause, ...more] = node.children;
    const [target, iterable] = clause?.children ?? [];
    if (!element || !iterable || target?.type !== "identifier" || more.length > 0) return null;
    const stages = stagesOf(element, target.text);
    if (stages === null || stages.length < 2 || stages.some((stage) => mentions(stage, [target.text]))) return null;
    const by = written(place, "pipe", [...stages, iterable]);
    return [
      by,
      "Each item goes through all stages by itself, many at once, as long as the stages change nothing but what they make themselves.",
    ];
  }) ?? "It has no comprehension such as `[h(g(f(x))) for x in xs]`.";

function farmed(f: string): string {
  return `\`${f}\` runs for many items at once while the stream goes on, ${promise}.`;
}

/** A generator that is the only argument of a call shares its brackets. */
function bracketed(place: Place, node: SyntaxNode, by: string): string {
  return place.text.source[node.start] === "(" &&
    runningNodes(place.text.root).some(({ type, children }) => type === "call" && children[1] === node)
    ? `(${by})`
    : by;
}

/** f, g, h of `h(g(f(x)))`. */
function stagesOf(element: SyntaxNode, item: string): SyntaxNode[] | null {
  if (element.type === "identifier") return element.text === item ? [] : null;
  const [argument, ...more] = element.type === "call" ? (positional(element) ?? []) : [];
  const callee = element.children[0];
  if (argument === undefined || callee === undefined || more.length > 0) return null;
  const inner = stagesOf(argument, item);
  return inner === null ? null : [...inner, callee];
}

function mentions(node: SyntaxNode, names: readonly string[]): boolean {
  return (
    (node.type === "identifier" && names.includes(node.text)) || node.children.some((child) => mentions(child, names))
  );
}

function written({ text, cw }: Place, member: string, parts: readonly { start: number; end: number }[]): string {
  return `${cw.name}.${member}(${parts.map((part) => slice(text, part)).join(", ")})`;
}

type Match = (node: SyntaxNode) => readonly [by: string, reason: string] | null;

/** The first piece of the cell that the skeleton fits. */
export function first(place: Place, types: readonly string[], match: Match): Fits | null {
  for (const node of runningNodes(place.text.root)) {
    if (!types.includes(node.type) || place.isWritten(node)) continue;
    const matched = match(node);
    if (matched === null) continue;
    const [by, reason] = matched;
    const { start, end } = node;
    return { span: node, rewritten: applied(place.text, [{ start, end, by }], place.cw), reason };
  }
  return null;
}
