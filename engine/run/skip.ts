import { cellNumber } from "../model/flow.ts";
import { tell } from "./report.ts";
import type { CellInRun, Running, StepInRun } from "./running.ts";

/**
 * Marks the cells of a step that need a failed or skipped cell as skipped, with the reason. When the failure turns out
 * to have come from an old value, the commit finds that the reason is gone (`isRightlySkipped`).
 */
export function skipDependants(running: Running, step: StepInRun): void {
  for (const cell of step.cells) {
    if (cell.outcome !== null) continue;
    const [cause] = causes(running, cell);
    if (cause) skip(running, cell, cause);
  }
}

export function skip(running: Running, cell: CellInRun, cause: CellInRun): void {
  cell.outcome = "skipped";
  cell.record = null;
  cell.skippedFor = cause;
  cell.reason = reasonOfSkip(cell, cause, running);
  tell(running, { event: "cell-state", cell: cell.id, state: "skipped", reason: cell.reason });
}

export function isRightlySkipped(running: Running, cell: CellInRun): boolean {
  return causes(running, cell).length > 0 || cell.skippedFor?.lost === true;
}

function causes(running: Running, cell: CellInRun): CellInRun[] {
  return [...cell.needs]
    .map((id) => running.byId.get(id))
    .filter((needed) => needed !== undefined)
    .filter((needed) => needed.outcome === "failed" || needed.outcome === "skipped" || losesTo(running, needed, cell));
}

/** Whether the cell needs something that was gone with its maker's process; what is in files is still there. */
function losesTo(running: Running, maker: CellInRun, cell: CellInRun): boolean {
  if (!maker.lost) return false;
  const names = running.edges.flatMap(({ from, to, variables }) =>
    from === maker.id && to === cell.id ? variables : [],
  );
  return names.some((name) => !name.startsWith("fs:") && maker.versions.get(name)?.digest === null);
}

function reasonOfSkip(cell: CellInRun, cause: CellInRun, running: Running): string {
  const edge = running.edges.find((candidate) => candidate.from === cause.id && candidate.to === cell.id);
  const names = edge?.variables.map((name) => `\`${name}\``).join(", ") ?? "";
  const what = names === "" ? "" : `: it needs ${names}`;
  const how = cause.lost
    ? "lost what it had made: its Python is gone"
    : cause.outcome === "failed"
      ? "failed"
      : "was skipped";
  return `Skipped because cell ${cellNumber(cause.facts)} ${how}${what}.`;
}
