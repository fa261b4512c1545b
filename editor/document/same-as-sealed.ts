import type { FlowCell } from "@cellweave/engine/model/flow";
import type { SealedCell } from "@cellweave/engine/model/verdict";
import { sealedCells } from "@cellweave/engine/phases/1-parse/seal";
import { emptyDocument } from "./document.ts";

const sealed = new WeakMap<FlowCell, readonly SealedCell[]>();

/** Whether the cells say the same as those that were verified. Each cell's code is read once for each text of it. */
export function sameCells(before: readonly SealedCell[], cells: readonly FlowCell[]): boolean {
  const now = cells.flatMap(sealOfCell);
  return (
    now.length === before.length && now.every(({ id, hash }, at) => before[at]?.id === id && before[at].hash === hash)
  );
}

function sealOfCell(cell: FlowCell): readonly SealedCell[] {
  const known = sealed.get(cell);
  if (known) return known;
  const made = sealedCells({ ...emptyFlow, cells: [cell] });
  sealed.set(cell, made);
  return made;
}

const emptyFlow = {
  ...emptyDocument.like,
  nbformat: 4,
  cells: [],
  metadata: {},
  placement: { version: 1, environments: {}, nodes: {}, order: [], view: {} },
} as const;
