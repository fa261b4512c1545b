import type { Gathered } from "../../../model/skeleton.ts";
import { type AuthorText, lineOf } from "../author-text.ts";
import type { LoopShape, SectionsShape, Shape } from "../shapes.ts";

/** One sentence: what would run at once and why that gives the same. */
export function whyPossible(text: AuthorText, shape: Shape): string {
  if (shape.shape === "loop") return whyLoop(shape);
  if (shape.shape === "sections") return whySections(text, shape);
  return "No element needs another one, so they can be worked out at the same time; they are put together in order.";
}

function whyLoop({ gather }: LoopShape): string {
  const brought = gather.map(inWords).filter((words) => words !== null);
  const first = "No iteration needs what another one leaves, so they can run at the same time";
  return brought.length === 0 ? `${first}.` : `${first}; ${listed(brought)}, in the order of the items.`;
}

function inWords(item: Gathered): string | null {
  if (item.by === "last") return null;
  if (item.by === "fold") return `\`${item.name}\` is brought together by \`${item.operator}\``;
  return item.by === "set-item" ? `\`${item.name}[…]\` is set` : `\`${item.name}\` is gathered`;
}

function whySections({ starts }: AuthorText, { sections }: SectionsShape): string {
  const parts = sections.map(({ span }) => {
    const first = lineOf(starts, span.start) + 1;
    const last = lineOf(starts, span.end) + 1;
    return first === last ? `line ${first}` : `lines ${first} to ${last}`;
  });
  return `These parts need nothing of each other, so they can run at the same time: ${listed(parts)}.`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
