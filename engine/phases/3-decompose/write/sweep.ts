import { skeletonTypes } from "@cellweave/nodes/types/skeletons/skeletons";
import type { SyntaxNode } from "../../../python/parser.ts";
import type { Blocked } from "../shapes.ts";
import { applied } from "../written-edits.ts";
import { freeName } from "./free-name.ts";
import { namesOf } from "./names.ts";
import { calledName, type Fits, type Place, positional, runningNodes, slice, type Writer } from "./place.ts";
import { type SplitLoop, splitLoop } from "./split-loop.ts";
import {
  callOf,
  droppedWords,
  functionOf,
  handed,
  loopOver,
  ownLoops,
  statementBy,
  targetNames,
} from "./written-loop.ts";

const promise =
  "All trials are drawn first and run at the same time, as long as they change nothing but what they make themselves";

/** A loop, or loops in each other, over values that a model is tried with. */
export const writeSweep: Writer = (place) => {
  let reason: Blocked | string | null = null;
  for (const loop of ownLoops(place)) {
    const found = overTrials(place, loop);
    if (typeof found !== "string" && "rewritten" in found) return found;
    reason ??= found;
  }
  return (
    inComprehension(place) ??
    reason ??
    "It has no loop over values to try, such as `for rate in [0.01, 0.1]:`, and no comprehension such as `[score(rate) for rate in rates]`."
  );
};

interface Parameter {
  readonly name: string;
  /** As a list of values. */
  readonly values: string;
}

interface Nest {
  readonly parameters: readonly Parameter[];
  readonly block: SyntaxNode;
}

/** The values that nested loops go through, and the innermost body. */
function nestOf(place: Place, loop: SyntaxNode): Nest | string {
  const [target, iterable, block, otherwise] = loop.children;
  const names = targetNames(target);
  if (names === null || iterable === undefined || block === undefined) return "Its loop does not bind plain names.";
  if (otherwise !== undefined) return "Its loop has an `else`.";
  const values = valuesOf(place, names, iterable);
  if (values === null) return `Its loop gives ${names.length} values at once, which are no combinations of lists.`;
  const [inner, ...more] = block.children;
  if (inner?.type !== "for_statement" || more.length > 0) return { parameters: values, block };
  const nested = nestOf(place, inner);
  if (typeof nested === "string") return { parameters: values, block };
  const read = namesOf(inner.children.slice(1, 2)).used;
  if (names.some((name) => read.has(name))) return { parameters: values, block };
  return { parameters: [...values, ...nested.parameters], block: nested.block };
}

/** `for a, b in itertools.product(xs, ys)` is a space of two; one name is a space of one. */
function valuesOf(place: Place, names: readonly string[], iterable: SyntaxNode): readonly Parameter[] | null {
  const [name] = names;
  if (names.length === 1 && name !== undefined) return [{ name, values: listed(place, iterable) }];
  const sources = calledName(iterable) === "product" ? positional(iterable) : null;
  if (sources?.length !== names.length) return null;
  return names.map((one, at) => ({ name: one, values: listed(place, sources[at] as SyntaxNode) }));
}

/** Lists, tuples and ranges are taken as they are; of all else the values are listed, so that each keeps its type. */
function listed(place: Place, node: SyntaxNode): string {
  const written = slice(place.text, node);
  if (node.type === "expression_list") return `[${written}]`;
  const known = node.type === "identifier" ? place.assigned(node.text, node.start)?.value : node;
  const plain = known !== undefined && (/^(?:list|tuple)$/.test(known.type) || calledName(known) === "range");
  return plain ? written : `list(${written})`;
}

function overTrials(place: Place, loop: SyntaxNode): Fits | Blocked | string {
  const nest = nestOf(place, loop);
  if (typeof nest === "string") return nest;
  const names = nest.parameters.map(({ name }) => name);
  const items =
    names.length === 1 ? "[0, 1]" : `[(${names.map(() => 0).join(", ")}), (${names.map(() => 1).join(", ")})]`;
  const split = splitLoop(place, { start: loop.start, targets: names, items, block: nest.block });
  if (typeof split === "string" || "shape" in split) return split;
  const judged = judge(split, place);
  if (judged === null)
    return "It cannot be told what makes a trial good: name what it gives `score` or `loss`, or compare it with the best so far.";
  return writtenSweep(place, loop, nest.parameters, split, judged);
}

const own: ReadonlySet<string> = new Set([
  "fn",
  "space",
  "stop",
  "sampler",
  "result",
  ...Object.keys(skeletonTypes.sweep.settings),
]);

function writtenSweep(
  place: Place,
  loop: SyntaxNode,
  parameters: readonly Parameter[],
  split: SplitLoop,
  { metric, mode, member }: Judged,
): Fits {
  const { cw, taken } = place;
  const used = new Set(taken);
  const named = parameters.map(({ name }) => name);
  const plain = plainCall(place, split, named);
  const fn = plain?.callee ?? freeName(used, ["try_once", "trial_of", "try_out"]);
  const found = freeName(used, ["found", "swept"]);
  const trial = freeName(used, ["trial", "tried"]);
  const given = handed(split, own);
  const [only, ...more] = split.gives;
  const result =
    more.length === 0 ? (only ?? "None") : `{${split.gives.map((name) => `"${name}": ${name}`).join(", ")}}`;
  const key = (name: string) => plain?.keys.get(name) ?? name;
  const options = [
    ...(more.length === 0 && member !== true ? [] : [`metric="${metric}"`]),
    `mode="${mode}"`,
    ...(plain?.options ?? given.map((name) => `${name}=${name}`)),
  ];
  const space = `{${parameters.map(({ name, values }) => `"${key(name)}": ${values}`).join(", ")}}`;
  const of = more.length === 0 ? [`${trial}.result`] : split.gives.map((name) => `${trial}.result["${name}"]`);
  const first = [
    `${named.join(", ")} = ${named.map((name) => `${trial}.parameters["${key(name)}"]`).join(", ")}`,
    `${split.gives.join(", ")} = ${of.join(", ")}`,
  ];
  const lines = [
    ...(plain === null ? [functionOf(fn, [...named, ...given], split.body, result)] : []),
    `${found} = ${callOf(`${cw.name}.sweep`, [fn, space, ...options])}`,
    loopOver(trial, `${found}.trials`, first, split.rest),
  ].join("\n");
  const by = `judged by \`${metric}\`, which must be a number: \`${found}.best\` is the ${mode === "max" ? "highest" : "lowest"}`;
  return statementBy(place, loop, lines, `${promise}; ${by}.${droppedWords(split.dropped)}`);
}

interface Plain {
  readonly callee: string;
  /** The parameter that each name of the loop is given to. */
  readonly keys: ReadonlyMap<string, string>;
  readonly options: readonly string[];
}

/** Where the body is one call such as `score = evaluate(rate, depth=depth, X=X)`, there is no need of another function. */
function plainCall(place: Place, { call }: SplitLoop, names: readonly string[]): Plain | null {
  const [callee, list] = call?.node.children ?? [];
  if (callee?.type !== "identifier" || list?.type !== "argument_list") return null;
  const written = place.assigned(callee.text, call?.node.start ?? 0)?.value;
  const parameters = written?.type === "function_definition" ? (written.children[1]?.children ?? []) : [];
  const keys = new Map<string, string>();
  const options: string[] = [];
  for (const [at, argument] of list.children.entries()) {
    const [key, value] = argument.type === "keyword_argument" ? argument.children : [nameOf(parameters[at]), argument];
    if (key?.type !== "identifier" || value === undefined || own.has(key.text)) return null;
    if (value.type === "identifier" && names.includes(value.text) && !keys.has(value.text))
      keys.set(value.text, key.text);
    else if (argument.type === "keyword_argument" && !mentions(value, names)) options.push(slice(place.text, argument));
    else return null;
  }
  return names.every((name) => keys.has(name)) ? { callee: callee.text, keys, options } : null;
}

function nameOf(parameter: SyntaxNode | undefined): SyntaxNode | undefined {
  return parameter?.type === "identifier" ? parameter : parameter?.children[0];
}

function mentions(node: SyntaxNode, names: readonly string[]): boolean {
  return [...namesOf([node]).used].some((name) => names.includes(name));
}

interface Judged {
  /** The name of what counts. */
  readonly metric: string;
  /** It is a member of what the one function gives. */
  readonly member?: true;
  readonly mode: "min" | "max";
}

/** What a trial is judged by: what is compared with the best so far, else what is called a score or a loss. */
function judge(split: SplitLoop, place: Place): Judged | null {
  const { text } = place;
  for (const node of split.stays) {
    const compared = comparison(node, new Set(split.gives), (one) => slice(text, one));
    if (compared !== null) return compared;
  }
  const made = resultOf(place, split);
  if (made !== "number") return made;
  const named = split.gives.flatMap((name): Judged[] => {
    const mode = modeOf(name) ?? (name === split.call?.name ? modeOf(calledName(split.call.node) ?? "") : null);
    return mode === null ? [] : [{ metric: name, mode }];
  });
  return named.at(-1) ?? null;
}

/** What the one function says that it gives: a member to judge by, null for what cannot be judged, else maybe a number. */
function resultOf(place: Place, { call, gives }: SplitLoop): Judged | null | "number" {
  const callee = call?.node.children[0];
  if (callee?.type !== "identifier" || gives.length !== 1) return "number";
  const made = place.assigned(callee.text, call?.node.start ?? 0);
  if (made?.value.type !== "function_definition") return "number";
  const values = runningNodes(made.value.children.at(-1) as SyntaxNode).flatMap((node) =>
    node.type === "return_statement" ? node.children.slice(0, 1) : [],
  );
  if (values.some(({ type }) => /^(?:tuple|expression_list|list|list_comprehension|string)$/.test(type))) return null;
  const dictionary = values.find(({ type }) => type === "dictionary");
  if (dictionary === undefined) return "number";
  for (const { children } of dictionary.children) {
    const key = /^["'](\w+)["']$/.exec(made.source.slice(children[0]?.start, children[0]?.end))?.[1] ?? "";
    const mode = modeOf(key);
    if (mode !== null) return { metric: key, mode, member: true };
  }
  return null;
}

const low = /(?:loss|err|mse|mae|rmse|cost|mape|deviance|perplexity|distance|residual)/i;
const high = /(?:score|acc|auc|r2|f1|precision|recall|gain|reward|likelihood|kappa|iou|evaluate)/i;

function modeOf(name: string): Judged["mode"] | null {
  if (low.test(name)) return "min";
  return high.test(name) ? "max" : null;
}

/** `if score > best:` or `best = max(best, score)`. */
function comparison(node: SyntaxNode, gives: ReadonlySet<string>, slice: (node: SyntaxNode) => string): Judged | null {
  for (const one of runningNodes({ ...node, children: [node] })) {
    const [left, right] = one.type === "comparison_operator" && one.children.length === 2 ? one.children : [];
    if (left !== undefined && right !== undefined) {
      const sign = /[<>]/.exec(slice(one).slice(left.end - one.start, right.start - one.start))?.[0];
      const [given, turned] = gives.has(left.text)
        ? [left.text, false]
        : gives.has(right.text)
          ? [right.text, true]
          : ["", false];
      if (given !== "" && sign !== undefined) return { metric: given, mode: (sign === ">") !== turned ? "max" : "min" };
    }
    const name = calledName(one);
    const among = name === "max" || name === "min" ? positional(one)?.find(({ text }) => gives.has(text)) : undefined;
    if (among !== undefined) return { metric: among.text, mode: name as Judged["mode"] };
  }
  return null;
}

/** `[score(rate) for rate in rates]`, `{rate: score(rate) for rate in rates}`. */
function inComprehension(place: Place): Fits | null {
  const { text, cw } = place;
  for (const node of runningNodes(text.root)) {
    if (!/^(?:list|dictionary)_comprehension$/.test(node.type) || place.isWritten(node)) continue;
    const [element, ...clauses] = node.children;
    if (element === undefined || clauses.some(({ type }) => type !== "for_in_clause")) continue;
    const targets = clauses.map(({ children }) => children[0] as SyntaxNode);
    if (targets.some(({ type }) => type !== "identifier")) continue;
    const names = targets.map((one) => one.text);
    const sources = clauses.map(({ children }) => children[1] as SyntaxNode);
    if (sources.some((source, at) => [...namesOf([source]).used].some((name) => names.slice(0, at).includes(name))))
      continue;
    const [key, value] = element.type === "pair" ? element.children : [null, element];
    const mode = value === undefined ? null : modeOf(calledName(value) ?? "");
    if (value === undefined || mode === null || (key !== null && !isKey(key as SyntaxNode, names))) continue;
    const trial = freeName(new Set(place.taken), ["trial", "tried"]);
    const space = `{${names.map((name, at) => `"${name}": ${listed(place, sources[at] as SyntaxNode)}`).join(", ")}}`;
    const swept = `${cw.name}.sweep(lambda ${names.join(", ")}: ${slice(text, value)}, ${space}, mode="${mode}")`;
    const keyed = key === null ? null : keyText(key as SyntaxNode, trial);
    const each =
      keyed === null
        ? `[${trial}.result for ${trial} in ${swept}.trials]`
        : `{${keyed}: ${trial}.result for ${trial} in ${swept}.trials}`;
    const { start, end } = node;
    const reason = `${promise}. What \`${calledName(value)}\` gives must be a number, by which the best is found.`;
    return { span: node, rewritten: applied(text, [{ start, end, by: each }], cw), reason };
  }
  return null;
}

function isKey(key: SyntaxNode, names: readonly string[]): boolean {
  return key.type === "identifier"
    ? names.includes(key.text)
    : key.type === "tuple" && key.children.every((one) => isKey(one, names));
}

function keyText(key: SyntaxNode, trial: string): string {
  if (key.type === "identifier") return `${trial}.parameters["${key.text}"]`;
  return `(${key.children.map((one) => keyText(one, trial)).join(", ")}${key.children.length === 1 ? "," : ""})`;
}
