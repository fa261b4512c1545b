import type { Value } from "../../../python/analysis/value.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import { sourcesOf, type Values } from "./items.ts";
import type { Problem } from "./problem.ts";

/** Why the items of an iterable cannot be known before they are asked for one by one. */
export function iterableProblems(iterable: SyntaxNode, values: Values, text: (node: SyntaxNode) => string): Problem[] {
  return sourcesOf(iterable, values).flatMap((source): Problem[] => {
    const value = values.get(source);
    if (value === undefined) return [];
    const written = text(source);
    const problem = (says: string, remedy: string | null): Problem[] => [
      { rank: 1, at: source.start, name: source.type === "identifier" ? source.text : null, says, remedy },
    ];
    if (progressBar.test(written))
      return problem(
        "draws a progress bar, which counts what is asked of it",
        "Loop over the items themselves: a run shows its own progress.",
      );
    if (value.type === "file")
      return problem("reads an open file line by line", "Read the lines first: `lines = f.readlines()`.");
    if (givesOneByOne(value) && !isTakenAtOnce(source, values))
      return problem(
        "takes its items from something that gives them one by one and only once",
        `Take them all first: \`list(${short(written)})\`.`,
      );
    return [];
  });
}

/** Whether an iterable gives its items one by one, but does nothing else meanwhile, so that all can be taken first. */
export function isLazy(iterable: SyntaxNode, values: Values): boolean {
  return sourcesOf(iterable, values).some((source) => isTakenAtOnce(source, values));
}

function givesOneByOne({ type }: Value): boolean {
  return type === "generator" || type === "iterator" || type === "pandas.GroupBy";
}

/** Methods whose items come from what their object holds, by the object's library; "" where nobody knows the object. */
const plainMethods: { readonly [library: string]: RegExp } = {
  pandas: /^(?:iterrows|itertuples|items|groupby|rolling|expanding|resample)$/,
  pathlib: /^(?:glob|rglob|iterdir)$/,
  sklearn: /^split$/,
  "": /^(?:iterrows|itertuples|groupby|rglob|iterdir)$/,
};
const plainFunctions =
  /^(?:builtins\.reversed|glob\.iglob|os\.(?:walk|scandir)|itertools\.(?:product|permutations|combinations|combinations_with_replacement|chain|islice|pairwise|zip_longest))$/;

function isTakenAtOnce(source: SyntaxNode, values: Values): boolean {
  if (values.get(source)?.type === "pandas.GroupBy") return true;
  const [callee, list] = source.type === "call" ? source.children : [];
  const args = list?.type === "argument_list" ? list.children : list === undefined ? [] : [list];
  if (callee === undefined || !args.every((arg) => isPlain(arg, values))) return false;
  const [object, method] = callee.type === "attribute" ? callee.children : [];
  const receiver = object === undefined ? undefined : values.get(object);
  const path = values.get(callee)?.path ?? (receiver?.path != null ? `${receiver.path}.${method?.text}` : null);
  if (path !== null) return plainFunctions.test(path);
  const library = receiver?.type === "unknown" ? "" : (receiver?.type.split(".", 1)[0] ?? "none");
  return receiver !== undefined && receiver.cls === null && plainMethods[library]?.test(method?.text ?? "") === true;
}

/** No function that would run in between, and nothing that itself gives its items one by one. */
function isPlain(arg: SyntaxNode, values: Values): boolean {
  const node = arg.type === "keyword_argument" ? arg.children[1] : arg;
  const value = node === undefined ? undefined : values.get(node);
  return value !== undefined && value.functions.length === 0 && !givesOneByOne(value) && value.type !== "file";
}

const progressBar = /^(?:[\w.]*\b)?(?:tqdm|trange|tqdm_notebook|track|progress_bar)\(/;

function short(text: string): string {
  if (/^\(.*\)$/.test(text)) return text.slice(1, -1);
  return /\n/.test(text) || text.length > 60 ? "…" : text;
}

/** How many items there are, where the text says it. */
export function itemCount(node: SyntaxNode): number | null {
  if (/^(?:list|tuple|expression_list|set|dictionary)$/.test(node.type))
    return node.children.some(({ type }) => /splat$/.test(type)) ? null : node.children.length;
  const args = node.type === "call" ? (node.children[1]?.children ?? []) : [];
  const counted = counts[node.children[0]?.text ?? ""];
  return counted === undefined || args.length === 0 ? null : counted(args);
}

const counts: { readonly [name: string]: (args: readonly SyntaxNode[]) => number | null } = {
  range: (args) => {
    const [first = Number.NaN, second, step = 1] = args.map(({ type, text }) =>
      type === "integer" ? Number(text.replaceAll("_", "")) : Number.NaN,
    );
    const size = second === undefined ? first : Math.ceil((second - first) / step);
    return Number.isFinite(size) ? Math.max(0, size) : null;
  },
  enumerate: ([first]) => (first === undefined ? null : itemCount(first)),
  zip: (args) => {
    const known = args.map(itemCount).filter((count) => count !== null);
    return known.length < args.length ? null : Math.min(...known);
  },
};
