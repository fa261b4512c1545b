import type { Diagnostic } from "@cellweave/engine/model/diagnostic";
import type { CellId, Flow } from "@cellweave/engine/model/flow";
import type { CellFacts, Edge, Observed } from "@cellweave/engine/model/graph";
import type { JsonObject } from "@cellweave/engine/model/notebook";
import type { Step, Transfer } from "@cellweave/engine/model/plan";
import type { DocumentCell } from "./content.ts";
import type { ListChange } from "./list-change.ts";

/** What the page tells the worker: the order of the cells, and those that it has not got as they now are. */
export interface AnalysisRequest {
  readonly serial: number;
  /** Forget what was sent and told before: another notebook, or a new worker. */
  readonly fresh: boolean;
  readonly order: readonly CellId[];
  readonly changed: readonly Omit<DocumentCell, "outputs" | "attachments">[];
  readonly metadata: JsonObject;
  readonly like: Pick<Flow, "nbformatMinor" | "kernel">;
  readonly observed: Observed;
}

/** What comes back: only what differs from the reply before, so that what did not change stays the same object. */
export type AnalysisReply =
  | {
      readonly serial: number;
      /** The code cells. */
      readonly order: ListChange<CellId> | null;
      readonly facts: readonly CellFacts[];
      readonly edges: ListChange<Edge> | null;
      readonly steps: ListChange<Step> | null;
      readonly transfers: ListChange<Transfer> | null;
      readonly diagnostics: ListChange<Diagnostic> | null;
    }
  | { readonly serial: number; readonly failed: string };
