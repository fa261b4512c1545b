import type { JobCell } from "../model/job.ts";
import { ambientState } from "./ambient-state.ts";
import type { Inputs } from "./job-inputs.ts";
import type { CellInRun, StepInRun } from "./running.ts";

/** A cell as its job is told of it. */
export function jobCell(cell: CellInRun, step: StepInRun, { byCell }: Pick<Inputs, "byCell">): JobCell {
  const own = new Set(step.cells.map((other) => other.id));
  return {
    id: cell.id,
    source: cell.shown ?? cell.source,
    ...(cell.compiled === null ? {} : { compiled: cell.compiled }),
    executionCount: cell.executionCount,
    needs: [...cell.needs].filter((id) => own.has(id)),
    gate: false,
    inputs: byCell.get(cell.id) ?? [],
    preload: preloadOf(cell),
  };
}

/** Loads that the namespace cannot see: deletions, rebinding from functions, class bodies, the namespace as a whole. */
function preloadOf({ facts }: CellInRun): string[] {
  if (facts.effects.some((effect) => effect === "dynamic" || effect.startsWith("ipython:namespace"))) return ["*"];
  return [...new Set([...facts.deletes, ...facts.reads])];
}

/** Names that the step's job stores when it ends. */
export function wantedOf({ wanted }: StepInRun): string[] {
  return wanted.has("*") ? [...wanted] : [...wanted, ...ambientState];
}
