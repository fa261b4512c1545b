import type { DocumentCell } from "../document/content.ts";
import { cellTitle } from "../ui/cell-title.ts";

/** Something that the palette can do: an action, or going to a cell. */
export interface Choice {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly keys?: string;
}

/** Choices that hold all words of the query, best first: the start of the title, then the start of a word, then anywhere. */
export function rankChoices<T extends Choice>(choices: readonly T[], query: string, most = 60): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return choices.slice(0, most);
  return choices
    .map((choice) => ({ choice, score: Math.min(...words.map((word) => scoreOf(choice, word))) }))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .slice(0, most)
    .map(({ choice }) => choice);
}

function scoreOf({ title, group }: Choice, word: string): number {
  const text = title.toLowerCase();
  if (text.startsWith(word)) return 4;
  if (text.includes(` ${word}`)) return 3;
  if (text.includes(word)) return 2;
  return group.toLowerCase().startsWith(word) ? 1 : 0;
}

/** Cells as places to go to; found by their number and title. */
export function cellChoices(cells: readonly DocumentCell[]): Choice[] {
  return cells.map((cell, index) => ({
    id: cell.id,
    title: `${cellTitle(cell)} (cell ${index + 1})`,
    group: "Go to cell",
  }));
}
