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
    if (value.type === "generator" || value.type === "iterator")
      return problem(
        "takes its items from something that gives them one by one and only once",
        `Take them all first: \`list(${short(written)})\`.`,
      );
    if (value.type === "pandas.GroupBy")
      return problem(
        "takes its items from groups that are made one by one",
        `Take them all first: \`list(${short(written)})\`.`,
      );
    return [];
  });
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
