import type { CellId, Flow } from "../../model/flow.ts";
import type { Graph } from "../../model/graph.ts";
import type { Part } from "../../model/plan.ts";
import type { Construct, Gathered } from "../../model/skeleton.ts";
import { readCell } from "../../python/analysis/read-cell.ts";
import { pythonLiteral } from "../../python/edit.ts";
import type { PythonParser, SyntaxNode } from "../../python/parser.ts";
import { globalsUsed, scopesOf } from "../../python/scopes.ts";
import { builtinTypes } from "../../python/tables/builtins.ts";
import { type AuthorText, authorText, spanOf } from "./author-text.ts";
import { chainOf } from "./chains.ts";
import { tuple } from "./outline/tuple.ts";
import type { SkeletonCall } from "./read-call.ts";
import { recogniseIn } from "./recognise-in.ts";
import { comprehensionsIn } from "./write/comprehension-parts.ts";

/** One Python file that every backend runs items with. */
export interface TaskFile {
  /** `run_item(index, items, broadcast, out)` and what it needs; `python FILE INDEX ITEMS BROADCAST OUT` runs one item. */
  readonly source: string;
  /** Names of the notebook whose values `broadcast` has to hold. */
  readonly broadcast: readonly string[];
}

export interface TaskContext {
  readonly flow: Flow;
  readonly graph: Graph;
  readonly parser: PythonParser;
  /** Definition cells of the step, in notebook order. */
  readonly prelude: readonly CellId[];
}

/** The task file of a construct; null where its items are no calls that can stand alone. */
export function taskFile(construct: Construct, part: Part, context: TaskContext): TaskFile | null {
  const read = recogniseIn(context.flow, construct.cell, context.parser);
  if (read === null || construct.scatter === null) return null;
  const { start, end } = spanOf(read.text, construct.range);
  const written = read.recognised.written.find(({ node }) => node.start === start && node.type === "call");
  const item =
    written === undefined || construct.origin === "found"
      ? foundItem(construct, part, read.text, { start, end })
      : writtenItem(chainOf(written.call, read.recognised.written), read.text);
  if (item === null) return null;
  const hoisted = [...context.prelude.map((id) => sourceOf(context.flow, id)), ...ownDefinitions(read.text, start)];
  const source = fileText(construct, hoisted, item);
  return { source, broadcast: namesToBring(hoisted, item, context) };
}

/** Statements of its own, and the expression that one item `_cw_item` comes to. */
interface Item {
  readonly before: string;
  readonly value: string;
}

/** What one item comes to through all calls of a chain. */
function writtenItem(chain: readonly SkeletonCall[], text: AuthorText): Item | null {
  const values = chain.map((call) => callText(call, text));
  if (values.some((value) => value === null)) return null;
  return {
    before: "",
    value: values.reduce((inner, value) => value?.replace("_cw_item", () => inner ?? "") ?? "", "_cw_item") ?? "",
  };
}

function callText(call: SkeletonCall, text: AuthorText): string | null {
  const say = (node: SyntaxNode) => text.source.slice(node.start, node.end);
  const given = (name: string) => (call.given[name] ?? []).map((node) => `(${say(node)})`);
  const named = call.broadcast.map(({ name, value }) => `, ${name}=${say(value)}`).join("");
  return call.hidden.length > 0 ? null : (calls[call.skeleton]?.(given, named) ?? null);
}

type Given = (parameter: string) => readonly string[];

const each = (given: Given, named: string) => one(given("f"), (f) => `${f}(_cw_item${named})`);
const spread = (given: Given, named: string) => one(given("f"), (f) => `${f}(*_cw_item${named})`);

/** What one item of a written skeleton calls, as the package does. */
const calls: { readonly [skeleton: string]: (given: Given, named: string) => string | null } = {
  map: each,
  farm: each,
  mapreduce: each,
  zip: spread,
  product: spread,
  pipe: (given) => given("stages").reduce((value, stage) => `${stage}(${value})`, "_cw_item"),
  sweep: (given, named) => one(given("fn"), (fn) => `${fn}(**_cw_item${named})`),
  kfold: (given, named) =>
    one(given("fn"), (fn) => `${fn}(${["_cw_item", ...given("X"), ...given("y")].join(", ")}${named})`),
  ensemble: (_given, named) => `_cw_item(${named.replace(/^, /, "")})`,
};

function one(values: readonly string[], say: (value: string) => string): string | null {
  return values[0] === undefined ? null : say(values[0]);
}

function foundItem(
  construct: Construct,
  part: Part,
  text: AuthorText,
  span: { start: number; end: number },
): Item | null {
  if (construct.skeleton === "each") return loopItem(construct, part);
  const parts = comprehensionsIn(text.root).find(({ node }) => node.start === span.start && node.end === span.end);
  if (parts === undefined) return null;
  const { source } = text;
  const value = `${source.slice(span.start, parts.iterable.start)}(_cw_item,)${source.slice(parts.iterable.end, span.end)}`;
  return { before: "", value };
}

/** The body of a loop, as it was outlined for the cell. */
function loopItem({ scatter }: Construct, { compiled }: Part): Item | null {
  const body = scatter?.body ?? "";
  const lines = compiled?.source.split("\n") ?? [];
  const start = lines.findIndex((line) => line.trimStart().startsWith(`def ${body}(`));
  const end = lines.findIndex((line, at) => at > start && line.trimStart().startsWith("return __cellweave__.kept("));
  if (start < 0 || end < 0) return null;
  const rules = (scatter?.gather ?? []).filter(({ by }) => by !== "last").map(ruleOf);
  const own = lines.slice(start, end + 1).join("\n");
  // A loop in a branch keeps its indent, as there may be strings over several lines in it.
  const before = /^\s/.test(own) ? `if True:\n${own}` : own;
  return { before, value: `__cellweave__.item_of(${body}, ${tuple(rules)}, _cw_item)` };
}

function ruleOf(item: Gathered): string {
  return item.by === "fold" ? `fold ${item.operator}` : item.by;
}

const defining = new Set([
  "import_statement",
  "import_from_statement",
  "function_definition",
  "class_definition",
  "decorated_definition",
]);

/** Imports, functions and classes of the cell itself before the construct. */
function ownDefinitions(text: AuthorText, before: number): string[] {
  return text.root.children
    .filter(({ type, end }) => defining.has(type) && end <= before)
    .map(({ start, end }) => text.source.slice(start, end).trimEnd());
}

function sourceOf({ cells }: Flow, id: CellId): string {
  return cells.find((cell) => cell.id === id)?.source.trimEnd() ?? "";
}

/** What the file reads and does not define. */
function namesToBring(hoisted: readonly string[], item: Item, { parser, graph }: TaskContext): string[] {
  const text = [...hoisted, item.before, `def _cw_call(_cw_item): return ${item.value}`].join("\n");
  const { root } = authorText(readCell(parser, text));
  const scope = scopesOf(root);
  const used = globalsUsed(scope);
  const isOwn = (name: string) => graph.cells.some(({ writes }) => writes.includes(name));
  return [...used].filter((name) => !scope.bound.has(name) && (isOwn(name) || !isKnown(name))).sort();
}

function isKnown(name: string): boolean {
  return name === "__cellweave__" || Object.hasOwn(builtinTypes, name);
}

const fromLaterPythons = /^from __future__ import .*$/gm;

function fileText(construct: Construct, hoisted: readonly string[], item: Item): string {
  const { scatter, options } = construct;
  const said = [
    ["seed", scatter?.seed ?? null],
    ["on_error", scatter?.onError ?? "raise"],
    ["retries", typeof options.retries === "number" ? options.retries : 0],
    ["time", options.time ?? null],
  ].map(([name, value]) => `${name}=${pythonLiteral(value)}`);
  const all = hoisted.join("\n\n");
  const future = [...new Set(all.match(fromLaterPythons))];
  return `"""Runs one item of \`${construct.skeleton}\` by its index. Generated: the same notebook gives the same file."""
${future.map((line) => `\n${line}\n`).join("")}
${all.replace(fromLaterPythons, "").trim()}

import cellweave.compiled as __cellweave__
${item.before === "" ? "" : `\n${item.before}\n`}

def _cw_call(_cw_item):
    return ${item.value}


def run_item(index, items, broadcast, out):
    """Runs items[index]; \`broadcast\` holds the names that all items read, \`out(index, value)\` takes what it gives."""
    from cellweave.durations import seconds_in
    from cellweave.errors import Failure
    from cellweave.running import run_batch
    from cellweave.scatter import Scatter

    globals().update(broadcast)
    options = dict(${said.join(", ")})
    options["time"] = seconds_in(options["time"])
    batch = run_batch(Scatter(_cw_call, [items[index]], indices=[index], **options), 0, [items[index]])
    if batch.doubt is not None:
        raise RuntimeError(batch.doubt.text)
    value = batch.values[0]
    if isinstance(value, Failure) and options["on_error"] == "raise":
        raise value.exc
    out(index, value)


def main(index, items, broadcast, out):
    """The same with files: pickles of the items and of the names, and the pickle to write."""
    import os
    import pickle

    def write(_, value):
        with open(out + ".part", "wb") as file:
            pickle.dump(value, file, protocol=5)
        os.replace(out + ".part", out)

    with open(items, "rb") as file, open(broadcast, "rb") as names:
        run_item(int(index), pickle.load(file), pickle.load(names), write)


if __name__ == "__main__":
    import sys

    main(*sys.argv[1:])
`;
}
