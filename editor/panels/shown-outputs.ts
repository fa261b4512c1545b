import type { CellId } from "@cellweave/engine/model/flow";
import type { Output } from "@cellweave/engine/model/notebook";
import type { CellRun } from "@cellweave/engine/model/run";
import { useCell } from "../hooks/use-document.ts";
import { useCellRun } from "../hooks/use-runs.ts";

const none: readonly Output[] = [];

/** What the cell shows now: of its latest run, or, when it has not run here, what the file holds. */
export function useShownOutputs(id: CellId): readonly Output[] {
  const run = useCellRun(id);
  const cell = useCell(id);
  return keepsFile(run) ? (cell?.outputs ?? none) : run.outputs;
}

/** A cell that only waits, or was left out, still shows what it last showed. */
function keepsFile({ state, outputs }: CellRun): boolean {
  return (
    outputs.length === 0 && (state === "not-run" || state === "queued" || state === "skipped" || state === "cancelled")
  );
}
