import type { NotebookEdit } from "../model/edit.ts";
import type { Flow } from "../model/flow.ts";
import type { CellRun, RunState } from "../model/run.ts";

/**
 * The edits that write what a run showed into its notebook. A skipped cell is left without outputs, so that none stand
 * there that no longer hold; a cell that never started keeps what it had.
 */
export function outputEdits(flow: Flow, state: RunState): NotebookEdit[] {
  return flow.cells.flatMap((cell): NotebookEdit[] => {
    const run = Object.hasOwn(state.cells, cell.id) ? state.cells[cell.id] : undefined;
    if (run === undefined || cell.kind !== "code" || !hasResult(run)) return [];
    const { outputs, executionCount } = run;
    return [{ edit: "outputs", cell: cell.id, outputs, executionCount }];
  });
}

function hasResult({ state, startedAt }: CellRun): boolean {
  if (state === "not-run" || state === "queued") return false;
  return state !== "cancelled" || startedAt !== null;
}
