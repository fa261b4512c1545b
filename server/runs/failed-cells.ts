import type { CellId } from "@cellweave/engine/model/flow";
import type { RunState } from "@cellweave/engine/model/run";

export function failedOf({ cells }: RunState): CellId[] {
  return Object.entries(cells)
    .filter(([, { state }]) => state === "failed")
    .map(([id]) => id);
}
