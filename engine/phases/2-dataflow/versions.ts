import type { CellFacts } from "../../model/graph.ts";

/**
 * Who wrote a name last for sure, who may have since, and who changed its object since. Versions never change: the same
 * cells in the same order give the same object, so that what was made of it can be kept.
 */
export interface Versions {
  readonly definite: CellFacts | null;
  /** True when the last definite word is that the name was deleted. */
  readonly deleted: boolean;
  readonly maybe: readonly CellFacts[];
  readonly mutators: readonly CellFacts[];
  /** What comes of it when one more cell may write the name, or changes its object. */
  readonly next: { readonly maybe: Next; readonly mutated: Next };
}

type Next = WeakMap<CellFacts, Versions>;

const written: Next = new WeakMap();
const deleted: Next = new WeakMap();
const unwritten = versions(null, false, [], []);

/** The name after a cell that binds it for sure. */
export function writtenBy(cell: CellFacts): Versions {
  return remembered(written, cell, () => versions(cell, false, [], []));
}

export function deletedBy(cell: CellFacts): Versions {
  return remembered(deleted, cell, () => versions(cell, true, [], []));
}

export function maybeWrittenBy(cell: CellFacts, before: Versions = unwritten): Versions {
  const { definite, deleted: gone, maybe, mutators, next } = before;
  return remembered(next.maybe, cell, () => versions(definite, gone, [...maybe, cell], mutators));
}

/** The name after a cell that changes its object; the same where the cell has bound the name itself. */
export function mutatedBy(cell: CellFacts, before: Versions = unwritten): Versions {
  const { definite, deleted: gone, maybe, mutators, next } = before;
  if (definite === cell) return before;
  return remembered(next.mutated, cell, () => versions(definite, gone, maybe, [...mutators, cell]));
}

function versions(
  definite: CellFacts | null,
  gone: boolean,
  maybe: readonly CellFacts[],
  mutators: readonly CellFacts[],
): Versions {
  return { definite, deleted: gone, maybe, mutators, next: { maybe: new WeakMap(), mutated: new WeakMap() } };
}

function remembered(known: Next, cell: CellFacts, make: () => Versions): Versions {
  const found = known.get(cell);
  if (found !== undefined) return found;
  const made = make();
  known.set(cell, made);
  return made;
}
