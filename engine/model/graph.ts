import type { Range } from "./diagnostic.ts";
import type { CellId } from "./flow.ts";

/** What one code cell does to the names of the notebook. Names are sorted by first appearance and unique. */
export interface CellFacts {
  readonly id: CellId;
  readonly index: number;
  /** Values from before the cell that it needs when it runs, builtins left out. */
  readonly reads: readonly string[];
  /** Bound on every path through the cell. */
  readonly writes: readonly string[];
  /** Bound on some paths only; "*" is a star import whose names are not known. */
  readonly maybeWrites: readonly string[];
  readonly deletes: readonly string[];
  /** Objects from before the cell, or bound by it, that it changes in place for sure. */
  readonly mutates: readonly string[];
  /** Objects that it may change in place: unknown methods and calls. Read optimistically, settled by the verifier. */
  readonly maybeMutates: readonly string[];
  /** Read later, when a function or class defined here is called. */
  readonly deferred: readonly string[];
  /** Ambient state: `rng:np`, `cwd:write`, `env:write:NAME`, `fs:read:PATH`, `shell`, `display`, `dynamic`, … */
  readonly effects: readonly string[];
  /** Where each name first appears in the cell: reads, then bindings, then mutations. */
  readonly places: { readonly [name: string]: Range };
  /** Only imports, functions and classes: repeated as source in every step that needs them. */
  readonly definitionsOnly: boolean;
  /** No loop and no call that could take long: never worth a step of its own. */
  readonly light: boolean;
  /** The cell's own names that hold what cannot leave the process (open files, generators, locks), with the reason. */
  readonly pinned: { readonly [name: string]: string };
  /** Top-level packages that the cell imports. */
  readonly imports: readonly string[];
  /** False when the cell is not valid Python: it runs alone in its place and fails there as it would in Jupyter. */
  readonly parses: boolean;
}

export type EdgeKind = "value" | "mutation" | "ambient" | "file" | "barrier" | "drawn" | "observed";

export interface Edge {
  readonly from: CellId;
  readonly to: CellId;
  /** Names, or ambient state in the form of an effect (`rng:np`, `fs:data.csv`). */
  readonly variables: readonly string[];
  readonly kind: EdgeKind;
  /** False when it may turn out not to be needed. */
  readonly certain: boolean;
  /** One sentence a person can read: "`df` is defined in cell 3 and read in cell 7." Cells are counted from 1. */
  readonly why: string;
}

export interface Graph {
  /** Code cells only, in notebook order. */
  readonly cells: readonly CellFacts[];
  readonly edges: readonly Edge[];
}

/** What earlier runs of the same code were seen to do: it sharpens the next analysis. Keyed by `codeHash(source)`. */
export interface Observed {
  readonly [codeHash: string]: {
    readonly reads?: readonly string[];
    readonly writes?: readonly string[];
    readonly mutates?: readonly string[];
    /** Asked for by a call that turned out not to change its object. */
    readonly pure?: readonly string[];
    readonly ambientWrites?: readonly string[];
    readonly stuck?: readonly string[];
    readonly seconds?: number;
    /** The most memory its process held. */
    readonly peakBytes?: number;
  };
}
