import type { NodeType } from "@cellweave/nodes/define-node";

/** Node types that match every word of the query, best first: by title, then keywords, then description. */
export function filterPalette(types: readonly NodeType[], query: string): NodeType[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...types];
  return types
    .map((type) => ({ type, score: Math.min(...words.map((word) => scoreOf(type, word))) }))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .map(({ type }) => type);
}

function scoreOf({ title, keywords, description, category }: NodeType, word: string): number {
  const name = title.toLowerCase();
  if (name.startsWith(word)) return 4;
  if (name.includes(word)) return 3;
  if (keywords.some((keyword) => keyword.startsWith(word))) return 2;
  return description.toLowerCase().includes(word) || category.toLowerCase().includes(word) ? 1 : 0;
}

/** Whether a person is offered it: what is placed on cells has panels of its own, but for skeletons. */
export function isOffered({ becomes, category }: NodeType): boolean {
  return becomes !== "placement" || category === "Skeletons";
}
