import type { NotebookEdit } from "@cellweave/engine/model/edit";
import type { CellId } from "@cellweave/engine/model/flow";
import type { CellRun, CellRunState, RunState } from "@cellweave/engine/model/run";

/** Edits that write into the notebook what its cells show now and did not in `written`; cells that are gone are left out. */
export function outputEdits(written: RunState, now: RunState, present: ReadonlySet<CellId>): NotebookEdit[] {
  return Object.entries(now.cells)
    .filter(([id, cell]) => present.has(id) && isNew(written.cells[id], cell))
    .map(([cell, { outputs, executionCount }]) => ({ edit: "outputs", cell, outputs, executionCount }));
}

function isNew(before: CellRun | undefined, now: CellRun): boolean {
  if (isUntouched(now)) return false;
  if (before === undefined || isUntouched(before)) return true;
  return before.outputs !== now.outputs || before.executionCount !== now.executionCount;
}

const unreached = new Set<CellRunState>(["not-run", "queued", "cancelled"]);

/** The run has not come to the cell: the notebook keeps what it showed before. */
function isUntouched({ state, outputs, executionCount }: CellRun): boolean {
  return unreached.has(state) && outputs.length === 0 && executionCount === null;
}
