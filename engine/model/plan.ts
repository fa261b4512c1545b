import type { Place } from "./environment.ts";
import type { CellId } from "./flow.ts";
import type { CompiledSource, Construct, ResourceWishes, SubCell } from "./skeleton.ts";

export type StepId = string;

/** A piece of a cell after decomposition.  */
export interface Part {
  readonly cell: CellId;
  /** The author's text. */
  readonly source: string;
  /** What runs instead; null when the text runs as it stands. */
  readonly compiled: CompiledSource | null;
  readonly constructs: readonly Construct[];
  readonly subCells: readonly SubCell[];
  readonly wishes: ResourceWishes;
}

/** Unit of the plan: parts that run together, in notebook order, in one environment on one target. */
export interface Step {
  readonly id: StepId;
  readonly parts: readonly Part[];
  /** Definition cells whose source is repeated before the parts, in notebook order. */
  readonly prelude: readonly CellId[];
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Names that other steps take from this one; "*" when a later cell may ask for anything. */
  readonly wanted: readonly string[];
  readonly needs: readonly StepId[];
  readonly place: Place;
  /** What its parts together ask of the environment. */
  readonly wishes: ResourceWishes;
}

/** A value that travels between two steps. */
export interface Transfer {
  readonly from: StepId;
  readonly to: StepId;
  readonly variables: readonly string[];
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly transfers: readonly Transfer[];
}
