import { skeletonTypes } from "@cellweave/nodes/types/skeletons/skeletons";
import type { SyntaxNode } from "../../../python/parser.ts";
import type { Blocked } from "../shapes.ts";
import { applied } from "../written-edits.ts";
import { freeName } from "./free-name.ts";
import { calledName, type Fits, type Place, positional, runningNodes, slice, type Writer } from "./place.ts";
import { splitLoop } from "./split-loop.ts";
import { foldOptions, type Splitter, splitCall, splitterOf } from "./splitter.ts";
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
  "The rows are split once, into the same folds, and every fold runs at the same time, as long as it changes nothing but what it makes itself";

/** A loop over the folds of scikit-learn, or `cross_val_score`. */
export const writeKfold: Writer = (place) => {
  let reason: Blocked | string | null = null;
  for (const loop of ownLoops(place)) {
    const found = overFolds(place, loop);
    if (found !== null && typeof found !== "string" && "rewritten" in found) return found;
    reason ??= found;
  }
  for (const node of runningNodes(place.text.root)) {
    if (calledName(node) !== "cross_val_score" || place.isWritten(node)) continue;
    const found = crossValScore(place, node);
    if (typeof found !== "string") return found;
    reason ??= found;
  }
  return reason ?? "It has no loop such as `for train, test in KFold(5).split(X):`, and no `cross_val_score(…)`.";
};

const own: ReadonlySet<string> = new Set([
  "fn",
  "X",
  "y",
  "groups",
  "fold",
  ...Object.keys(skeletonTypes.kfold.settings),
]);

function overFolds(place: Place, loop: SyntaxNode): Fits | Blocked | string | null {
  const [target, iterable, block, otherwise] = loop.children;
  if (target === undefined || iterable === undefined || block === undefined) return null;
  const counted = calledName(iterable) === "enumerate" ? (positional(iterable) ?? []) : null;
  const source = counted === null ? iterable : counted.length === 1 ? counted[0] : undefined;
  const split = source === undefined ? null : splitCall(source);
  if (split === null) return null;
  if (otherwise !== undefined) return "Its loop has an `else`.";
  const [index, pair] = counted === null ? [null, target] : [target.children[0], target.children[1]];
  const names = targetNames(pair);
  if (names?.length !== 2 || (index !== null && index?.type !== "identifier"))
    return "Its loop does not bind the rows to train with and those to test with.";
  const splitter = splitterOf(place, split.splitter, loop.start);
  if (typeof splitter === "string") return splitter;
  const wanted = missing(splitter, split.y, split.groups);
  if (wanted !== null) return wanted;
  const all = [...(index === null ? [] : [index.text]), ...names];
  const parts = splitLoop(place, {
    start: loop.start,
    targets: all,
    items: `[(${all.map(() => 0).join(", ")}), (${all.map(() => 1).join(", ")})]`,
    block,
  });
  if (typeof parts === "string" || "shape" in parts) return parts;
  const used = new Set(place.taken);
  const fn = freeName(used, ["score_fold", "fit_fold", "one_fold"]);
  const fold = freeName(used, ["fold", "part", "rows"]);
  const data = [split.X, ...(split.y === null ? [] : [split.y])];
  const parameters = data.map((one) => (one.type === "identifier" ? one.text : freeName(used, ["data", "values"])));
  const given = handed(parts, new Set([...own, ...parameters]));
  const [train, test] = names;
  const numbered = index === null ? [] : [`${index.text} = ${fold}.index`];
  const body = [`${train}, ${test} = ${fold}.train, ${fold}.test`, ...numbered, parts.body].join("\n");
  const gives = [...names, ...parts.gives];
  const call = [fn, ...data.map((one) => slice(place.text, one))];
  const options = foldOptions(splitter, split.groups === null ? null : slice(place.text, split.groups));
  const kfold = callOf(`${place.cw.name}.kfold`, [...call, ...options, ...given.map((name) => `${name}=${name}`)]);
  const lines = [
    functionOf(fn, [fold, ...parameters, ...given], body, gives.join(", ")),
    index === null
      ? loopOver(gives.join(", "), kfold, [], parts.rest)
      : loopOver(`${index.text}, (${gives.join(", ")})`, `enumerate(${kfold})`, [], parts.rest),
  ].join("\n");
  return statementBy(place, loop, lines, `${promise}.${droppedWords(parts.dropped)}`);
}

function missing({ kind }: Splitter, y: SyntaxNode | null, groups: SyntaxNode | null): string | null {
  if (kind === "stratified" && y === null) return "Its `split` is not given the classes `y`.";
  return kind === "grouped" && groups === null ? "Its `split` is not given the `groups`." : null;
}

const classifier =
  /(?:Classifier|Logistic\w*|SVC|NB|Perceptron|DiscriminantAnalysis|NearestCentroid|LabelPropagation)$/;
const regressor = /(?:Regressor|Regression|SVR|Ridge\w*|Lasso\w*|ElasticNet\w*|Lars|LinearRegression|KernelRidge)$/;

/** `cross_val_score(model, X, y, cv=5)` as one call of it for each fold. */
function crossValScore(place: Place, node: SyntaxNode): Fits | string {
  const { text, cw } = place;
  const list = node.children[1];
  if (list?.type !== "argument_list") return "What `cross_val_score` is given cannot be told.";
  const plain = list.children.filter(({ type }) => type !== "keyword_argument");
  const named = list.children.filter(({ type }) => type === "keyword_argument");
  const [model, X, y] = plain;
  if (!model || !X || plain.length > 3 || plain.some(({ type }) => type.endsWith("_splat")))
    return "What `cross_val_score` is given cannot be told.";
  const option = (name: string) => named.find(({ children }) => children[0]?.text === name)?.children[1];
  if (option("groups") !== undefined || option("error_score") !== undefined)
    return "`cross_val_score` with `groups` or `error_score` does more than `cw.kfold`.";
  const splitter = splitterFor(place, node, model, option("cv"));
  if (typeof splitter === "string") return splitter;
  if (splitter.kind === "grouped") return "GroupKFold needs `groups`: write the loop over its folds.";
  if (splitter.kind === "stratified" && y === undefined) return "Its call is not given the classes `y`.";
  const used = new Set(place.taken);
  const fold = freeName(used, ["fold", "part", "rows"]);
  const data = [X, ...(y === undefined ? [] : [y])];
  const names = data.map((one, at) =>
    one.type === "identifier" ? one.text : freeName(used, at === 0 ? ["X", "data"] : ["y", "target"]),
  );
  const rest = named.filter(({ children }) => !/^(?:cv|n_jobs|pre_dispatch|verbose)$/.test(children[0]?.text ?? ""));
  const given = [
    model.type === "identifier" ? model.text : slice(text, model),
    ...names,
    ...rest.map((one) => slice(text, one)),
  ];
  const score = `${slice(text, node.children[0] as SyntaxNode)}(${[...given, `cv=[(${fold}.train, ${fold}.test)]`].join(", ")})[0]`;
  const parts = [...data.map((one) => slice(text, one)), ...foldOptions(splitter, null)];
  const numpy = arrayName(place, node.start);
  const call = callOf(`${cw.name}.kfold`, [`lambda ${[fold, ...names].join(", ")}: ${score}`, ...parts]);
  const by = `${numpy.name}.array(${call})`;
  const { start, end } = node;
  const also = numpy.missing ? [numpy.name === "np" ? "import numpy as np" : "import numpy"] : [];
  return { span: node, rewritten: applied(text, [{ start, end, by }], cw, also), reason: `${promise}.` };
}

/** What `cv=` means: a splitter, or a number of folds, stratified for a classifier. */
function splitterFor(place: Place, node: SyntaxNode, model: SyntaxNode, cv: SyntaxNode | undefined): Splitter | string {
  if (cv !== undefined && cv.type !== "integer" && cv.type !== "none") return splitterOf(place, cv, node.start);
  const made = model.type === "identifier" ? (place.assigned(model.text, node.start)?.value ?? model) : model;
  const name = calledName(made) ?? "";
  const k = cv?.type === "integer" ? cv.text : "5";
  if (classifier.test(name) && !regressor.test(name.replace("LogisticRegression", "")))
    return { kind: "stratified", k, seed: null };
  if (regressor.test(name)) return { kind: "plain", k, seed: null };
  return "It cannot be told whether the model is a classifier, whose folds are stratified: say it by `cv=KFold(5)` or `cv=StratifiedKFold(5)`.";
}

/** What the notebook calls NumPy before a place. */
function arrayName(
  { state, text, taken }: Place,
  before: number,
): { readonly name: string; readonly missing: boolean } {
  const imported = text.root.children.filter(({ type, end }) => type === "import_statement" && end <= before);
  for (const name of ["np", "numpy"]) {
    if (state.before.value(name)?.path === "numpy") return { name, missing: false };
    if (imported.some((one) => /\bnumpy\b/.test(slice(text, one)) && namesIn(one).includes(name)))
      return { name, missing: false };
  }
  return { name: taken.has("np") ? "numpy" : "np", missing: true };
}

function namesIn(statement: SyntaxNode): string[] {
  return statement.children.map(
    ({ type, children }) => (type === "aliased_import" ? children[1] : children[0])?.text ?? "",
  );
}
