import type { Construct, Gathered } from "@cellweave/engine/model/skeleton";

/** What a construct does with what, as short as a node has room for: "files → rows, total". */
export function constructWords({ scatter, branches, skeleton }: Construct): string {
  if (branches.length > 0) return branches.map(({ name }) => name).join(" | ");
  if (!scatter) return skeleton;
  const results = scatter.gather.filter(({ by }) => by !== "last").map(({ name }) => name);
  const from = scatter.items.replace(/\s+/g, " ");
  return results.length > 0 ? `${from} → ${results.join(", ")}` : from;
}

const ways: { readonly [by in Gathered["by"]]: string } = {
  append: "appended in order",
  extend: "extended in order",
  "set-item": "items set in order",
  last: "from the last item",
  result: "the results in order",
  fold: "folded in order",
};

/** How each name comes out of the items. */
export function gatherWords(gathered: Gathered): string {
  return gathered.by === "fold" ? `folded with ${gathered.operator}` : ways[gathered.by];
}
