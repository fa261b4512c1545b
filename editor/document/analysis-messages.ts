import type { Diagnostic } from "@cellweave/engine/model/diagnostic";
import type { CellId, Flow } from "@cellweave/engine/model/flow";
import type { CellFacts, Edge, Observed } from "@cellweave/engine/model/graph";
import type { JsonObject } from "@cellweave/engine/model/notebook";
import type { Plan } from "@cellweave/engine/model/plan";
import type { DocumentCell } from "./content.ts";

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
      readonly order: readonly CellId[];
      readonly facts: readonly CellFacts[];
      /** null: the same as before. */
      readonly edges: readonly Edge[] | null;
      readonly plan: Plan | null;
      readonly diagnostics: readonly Diagnostic[] | null;
    }
  | { readonly serial: number; readonly failed: string };
