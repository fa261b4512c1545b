import { type CellId, cellOf } from "@cellweave/engine/model/flow";
import type { Part, Plan } from "@cellweave/engine/model/plan";
import type { Construct, SubCell } from "@cellweave/engine/model/skeleton";

/** What of a cell runs apart. */
export interface Apart {
  readonly constructs: readonly Construct[];
  /** Before, in and after its construct; empty where the cell runs as it stands. */
  readonly subCells: readonly SubCell[];
}

export const nothingApart: Apart = { constructs: [], subCells: [] };

const known = new WeakMap<Plan["steps"], ReadonlyMap<CellId, Apart>>();
const ofParts = new WeakMap<Part, Apart>();

/** The cells with skeletons or sub-cells; worked out once for each plan, and the same objects while parts stay. */
export function apartCells({ steps }: Plan): ReadonlyMap<CellId, Apart> {
  const found = known.get(steps);
  if (found) return found;
  const made = new Map<CellId, Apart>();
  for (const { parts } of steps) {
    for (const part of parts) {
      const cell = cellOf(part.cell);
      const whole = part.cell === cell && !made.has(cell);
      if (whole && part.constructs.length === 0 && part.subCells.length === 0) continue;
      const before = made.get(cell);
      made.set(cell, before ? joined(before, apartOf(part)) : apartOf(part));
    }
  }
  known.set(steps, made);
  return made;
}

export function apartOfCell(plan: Plan, cell: CellId): Apart {
  return apartCells(plan).get(cell) ?? nothingApart;
}

function apartOf(part: Part): Apart {
  const { constructs, subCells } = part;
  const found = ofParts.get(part) ?? { constructs, subCells };
  ofParts.set(part, found);
  return found;
}

function joined(left: Apart, right: Apart): Apart {
  return {
    constructs: [...left.constructs, ...right.constructs],
    subCells: [...left.subCells, ...right.subCells],
  };
}
