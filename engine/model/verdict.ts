import type { CellId } from "./flow.ts";

/** Where a run in order and a run as a flow came apart first. */
export interface Difference {
  readonly cell: CellId;
  /** null when what the cell showed differs. */
  readonly variable: string | null;
  /** Where in the variable: "df['age']". */
  readonly place: string | null;
  /** One sentence for a person. */
  readonly what: string;
  readonly inOrder: string;
  readonly asFlow: string;
  /** What the flow did not wait for; null where no single edge explains it. */
  readonly missingEdge: MissingEdge | null;
  /** Earlier cells that had not ended when the cell began. */
  readonly ranBeside: readonly CellId[];
}

export interface MissingEdge {
  readonly from: CellId;
  readonly to: CellId;
  /** A name or file; null for something that left no trace. */
  readonly variable: string | null;
}

/** Something that no two runs need to agree on. */
export interface LeftOut {
  readonly cell: CellId;
  readonly variable: string | null;
  readonly place: string | null;
  readonly reason: string;
}

export interface Verdict {
  readonly verdict: "equivalent" | "different" | "interrupted";
  /** Cells that ran. */
  readonly cells: number;
  /** Cells that failed both ways. */
  readonly failed: number;
  /** Variables that were compared. */
  readonly variables: number;
  readonly seconds: { readonly inOrder: number; readonly asFlow: number };
  /** How many steps ran, and how many cells ran again because they had seen an old value. */
  readonly steps: number;
  readonly again: number;
  readonly difference: Difference | null;
  readonly leftOut: readonly LeftOut[];
  readonly notes: readonly string[];
}

/** The runs of a verification, in the order in which they are made; the last only where the first two differ. */
export type Way = "in order" | "as a flow" | "in order again";

/** A code cell as it was when the notebook was verified: its code and what was placed on it, as one hash. */
export interface SealedCell {
  readonly id: CellId;
  readonly hash: string;
}

/** What the last verification of a notebook that was seen through came to, and of what. */
export interface Seal {
  readonly notebook: string;
  /** Milliseconds since the epoch. */
  readonly verifiedAt: number;
  readonly python: { readonly path: string; readonly version: string };
  /** In notebook order. */
  readonly cells: readonly SealedCell[];
  readonly verdict: Verdict;
}
