import type { CellId } from "../model/flow.ts";
import type { RunEvent } from "../model/run.ts";

/** More than this is not worth keeping for a later run to show again, in characters a cell. */
const keptCharacters = 4_000_000;

interface Kept {
  events: RunEvent[];
  characters: number;
}

export type CellEvents = ReturnType<typeof cellEvents>;

/** Collects what each cell showed since it last started, so that a stored result shows the same. */
export function cellEvents() {
  const byCell = new Map<CellId, Kept>();
  return {
    add(event: RunEvent): void {
      if (event.event === "cell-reset" || (event.event === "cell-state" && event.state === "running")) {
        byCell.delete(event.cell);
        return;
      }
      if (event.event !== "stream" && event.event !== "output" && event.event !== "clear") return;
      const kept = byCell.get(event.cell) ?? { events: [], characters: 0 };
      kept.characters +=
        event.event === "stream"
          ? event.text.length
          : event.event === "output"
            ? JSON.stringify(event.output).length
            : 0;
      if (kept.characters <= keptCharacters) kept.events.push(event);
      byCell.set(event.cell, kept);
    },
    of: (cell: CellId): readonly RunEvent[] => byCell.get(cell)?.events ?? [],
    /** Whether all that the cell showed was kept. */
    whole: (cell: CellId): boolean => (byCell.get(cell)?.characters ?? 0) <= keptCharacters,
  };
}
