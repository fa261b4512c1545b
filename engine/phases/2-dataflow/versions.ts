import type { CellFacts } from "../../model/graph.ts";

/**
 * Who wrote a name last for sure, who may have since, and who changed its object since. The same of all three is the same
 * object, so that what was made of it can be kept.
 */
export interface Versions {
  readonly definite: CellFacts | null;
  /** True when the last definite word is that the name was deleted. */
  readonly deleted: boolean;
  readonly maybe: readonly CellFacts[];
  /** Only the last: a cell that changes an object also reads it, so older changes are ordered through newer ones. */
  readonly mutators: readonly CellFacts[];
}

const mutatorsKept = 16;
const none: readonly CellFacts[] = [];
const unwritten: Versions = { definite: null, deleted: false, maybe: none, mutators: none };

/** The name after a cell that binds it for sure. */
export function writtenBy(cell: CellFacts): Versions {
  return only(cell, { definite: cell, deleted: false, maybe: none, mutators: none });
}

export function deletedBy(cell: CellFacts): Versions {
  return only(cell, { definite: cell, deleted: true, maybe: none, mutators: none });
}

export function maybeWrittenBy(cell: CellFacts, before: Versions = unwritten): Versions {
  return only(cell, { ...before, maybe: [...before.maybe, cell] });
}

/** The name after a cell that changes its object; the same where the cell has bound the name itself. */
export function mutatedBy(cell: CellFacts, before: Versions = unwritten): Versions {
  if (before.definite === cell) return before;
  return only(cell, { ...before, mutators: [...before.mutators.slice(1 - mutatorsKept), cell] });
}

// By the cell that had the last word. A cell that stays while others change gathers a few.
const known = new WeakMap<CellFacts, Versions[]>();
const keptPerCell = 64;

/** The one object that says this. */
function only(last: CellFacts, versions: Versions): Versions {
  const all = known.get(last) ?? [];
  const found = all.find((other) => isSame(other, versions));
  if (found !== undefined) return found;
  known.set(last, [versions, ...all.slice(0, keptPerCell - 1)]);
  return versions;
}

function isSame(a: Versions, b: Versions): boolean {
  return (
    a.definite === b.definite &&
    a.deleted === b.deleted &&
    sameCells(a.maybe, b.maybe) &&
    sameCells(a.mutators, b.mutators)
  );
}

function sameCells(a: readonly CellFacts[], b: readonly CellFacts[]): boolean {
  return a.length === b.length && a.every((cell, at) => cell === b[at]);
}
