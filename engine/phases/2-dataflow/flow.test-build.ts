import { type CellPlacement, emptyPlacement, type Flow, type FlowCell } from "../../model/flow.ts";

export interface TestCell {
  readonly source: string;
  readonly kind?: FlowCell["kind"];
  readonly placement?: CellPlacement;
  readonly executionCount?: number | null;
}

/** A flow of cells c1, c2, … as a notebook would give it. */
export function flowOf(cells: readonly (string | TestCell)[]): Flow {
  return {
    nbformat: 4,
    nbformatMinor: 5,
    metadata: {},
    placement: emptyPlacement,
    kernel: { name: "python3", language: "python" },
    cells: cells.map((cell, index): FlowCell => {
      const given = typeof cell === "string" ? { source: cell } : cell;
      return {
        id: `c${index + 1}`,
        index,
        kind: given.kind ?? "code",
        source: given.source,
        outputs: [],
        executionCount: given.executionCount ?? null,
        metadata: {},
        placement: given.placement ?? {},
      };
    }),
  };
}
