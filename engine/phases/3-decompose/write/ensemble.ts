import { skeletonTypes } from "@cellweave/nodes/types/skeletons/skeletons";
import { standingAfter } from "../../../python/analysis/standing.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import { nodeAt } from "../find/cell-state.ts";
import { proveComprehension } from "../find/prove-comprehension.ts";
import type { Blocked, ComprehensionShape } from "../shapes.ts";
import { applied } from "../written-edits.ts";
import { type ComprehensionParts, partsOf } from "./comprehension-parts.ts";
import { freeName } from "./free-name.ts";
import { type Fits, type Place, runningNodes, slice, type Writer } from "./place.ts";
import { splitLoop } from "./split-loop.ts";
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

const promise = "The models are fitted at the same time, as long as a fit changes nothing but what it makes itself";

/** A comprehension over models, or a loop that fits them. */
export const writeEnsemble: Writer = (place) => {
  let reason: Blocked | string | null = null;
  for (const node of runningNodes(place.text.root)) {
    if (!/^(?:list|dictionary)_comprehension$/.test(node.type) || place.isWritten(node)) continue;
    const found = overModels(place, node);
    if (found !== null && typeof found !== "string" && "rewritten" in found) return found;
    reason ??= found;
  }
  for (const loop of ownLoops(place)) {
    const found = fittedInLoop(place, loop);
    if (typeof found !== "string" && "rewritten" in found) return found;
    reason ??= found;
  }
  return reason ?? "It has no `[model.fit(X, y) for model in models]`, and no loop that fits a model in every round.";
};

const own: ReadonlySet<string> = new Set(["fits", "combine", ...Object.keys(skeletonTypes.ensemble.settings)]);

/** `mean([m.fit(X, y) for m in models])`: what is called with the models puts them together. */
function overModels(place: Place, node: SyntaxNode): Fits | Blocked | null {
  const { text, cw } = place;
  const parts = partsOf(node);
  const names = targetNames(parts?.target);
  if (parts === null || names === null || parts.conditions.length > 0) return null;
  if (!parts.element.some(hasCall)) return null;
  const proof = proofOf(place, node);
  if (proof?.shape === "blocked") return inPlace(place, parts, names, proof);
  if (proof === null) return null;
  const broadcast = handed({ broadcast: proof.broadcast.filter((name) => !names.includes(name)) }, own);
  const element = parts.element.map((one) => slice(text, one));
  const made = parts.kind === "dict" ? `(${element.join(", ")})` : (element[0] ?? "");
  const target = slice(text, parts.target);
  const bound = names.map((name) => `${name}=${name}`);
  const lambda = `lambda ${[...broadcast, ...bound].join(", ")}: ${made}`;
  const fits = `[${lambda} for ${target} in ${slice(text, parts.iterable)}]`;
  const around = combiner(place, node, parts);
  const combine = around?.combine ?? (parts.kind === "dict" ? "dict" : "list");
  const given = broadcast.map((name) => `${name}=${name}`);
  const by = callOf(`${cw.name}.ensemble`, [fits, `combine=${combine}`, ...given]);
  const { start, end } = around?.call ?? node;
  return { span: { start, end }, rewritten: applied(text, [{ start, end, by }], cw), reason: `${promise}.` };
}

/** `model.fit(…)` of models that stand in a list changes them there, where a fit elsewhere has copies. */
function inPlace(place: Place, parts: ComprehensionParts, names: readonly string[], blocked: Blocked): Blocked {
  const calls = parts.element.flatMap((one) => [one, ...runningNodes(one)]);
  const owner = calls.flatMap(({ type, children }) => (type === "call" ? (children[0]?.children[0] ?? []) : []));
  const model = owner.find(({ type, text }) => type === "identifier" && names.includes(text));
  if (model === undefined) return blocked;
  const models = slice(place.text, parts.iterable).split("\n", 1)[0] ?? "";
  const shown = models.length > 40 ? "its iterable" : `\`${models}\``;
  const reason = `Line ${blocked.line ?? 1} may change \`${model.text}\` itself, which stands in ${shown}; models that are fitted at the same time are copies.`;
  const remedy = `Fit a copy: \`clone(${model.text})\`, with \`from sklearn.base import clone\`.`;
  return { ...blocked, name: model.text, reason, remedy };
}

/** Whether the elements can be worked out apart, and what all of them read. */
function proofOf(place: Place, node: SyntaxNode): ComprehensionShape | Blocked | null {
  const { state } = place;
  const statements = state.cell.parsed.root.children;
  const found = nodeAt(state, node, new Set([node.type]));
  const at = statements.findIndex((one) => found !== null && one.start <= found.start && found.end <= one.end);
  if (found === null || at < 0) return null;
  return proveComprehension(state, standingAfter(state.start, statements.slice(0, at)), found).shape;
}

/** The call that a list is the only thing given to, by position: `vote([…])`, `np.mean([…], axis=0)`. */
function combiner(
  { text, state }: Place,
  node: SyntaxNode,
  { kind }: ComprehensionParts,
): { readonly call: SyntaxNode; readonly combine: string } | null {
  if (kind !== "list") return null;
  const call = runningNodes(text.root).find((one) => one.type === "call" && one.children[1]?.children[0] === node);
  const [callee, list] = call?.children ?? [];
  if (call === undefined || callee === undefined || list === undefined) return null;
  const others = list.children.slice(1);
  if (!others.every(({ type }) => type === "keyword_argument")) return null;
  // What changes an object, as `models.append([…])` does, is no way to put models together.
  if (callee.type === "attribute" && state.before.value(callee.children[0]?.text ?? "")?.type !== "module") return null;
  if (others.length === 0) return { call, combine: slice(text, callee) };
  return {
    call,
    combine: `lambda fitted: ${slice(text, callee)}(fitted, ${others.map((one) => slice(text, one)).join(", ")})`,
  };
}

function hasCall(node: SyntaxNode): boolean {
  return node.type === "call" || node.children.some(hasCall);
}

function fittedInLoop(place: Place, loop: SyntaxNode): Fits | Blocked | string {
  const { text, cw } = place;
  const [target, iterable, block, otherwise] = loop.children;
  const names = targetNames(target);
  if (target === undefined || iterable === undefined || block === undefined || names === null)
    return "Its loop does not bind plain names.";
  if (otherwise !== undefined) return "Its loop has an `else`.";
  const items = iterable.type === "expression_list" ? `[${slice(text, iterable)}]` : slice(text, iterable);
  const parts = splitLoop(place, { start: loop.start, targets: [slice(text, target)], items, block });
  if (typeof parts === "string" || "shape" in parts) return parts;
  const used = new Set(place.taken);
  const fit = freeName(used, [`fit_${/^[a-z]+$/.test(parts.gives[0] ?? "") ? parts.gives[0] : "one"}`, "fit_one"]);
  const given = handed({ broadcast: parts.broadcast.filter((name) => !names.includes(name)) }, own);
  const gives = [...names, ...parts.gives.filter((name) => !names.includes(name))].join(", ");
  const bound = names.map((name) => `${name}=${name}`);
  const fits = `[lambda ${[...given, ...bound].join(", ")}: ${fit}(${[...names, ...given].join(", ")}) for ${slice(text, target)} in ${items}]`;
  const call = callOf(`${cw.name}.ensemble`, [fits, "combine=list", ...given.map((name) => `${name}=${name}`)]);
  const lines = [
    functionOf(fit, [...names, ...given], parts.body, names.length + parts.gives.length === 1 ? `(${gives},)` : gives),
    loopOver(names.length + parts.gives.length === 1 ? `${gives},` : gives, call, [], parts.rest),
  ].join("\n");
  return statementBy(place, loop, lines, `${promise}.${droppedWords(parts.dropped)}`);
}
