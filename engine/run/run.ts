import { placeKey } from "../model/environment.ts";
import type { RunOutcome } from "../model/run.ts";
import { commitCells } from "./commit.ts";
import { endLingering } from "./linger.ts";
import { mustWait } from "./memory.ts";
import { longestPaths } from "./priority.ts";
import { reportProgress, tell } from "./report.ts";
import type { CellInRun, Running, StepInRun } from "./running.ts";
import { skipDependants } from "./skip.ts";
import { startStep } from "./start-step.ts";

/**
 * The loop. Steps start as soon as what they need has finished, before it is certain that they were given the right
 * values; cells are committed in notebook order, and a cell that turns out to have seen an old value runs again.
 * Everything that happens calls `advance`, which does what has become possible.
 */
export function advance(running: Running): void {
  if (running.over) return;
  endLingering(running);
  if (running.cancelled) {
    finishWhenIdle(running);
    return;
  }
  for (let again = true; again; ) again = commitCells(running, () => advance(running));
  if (running.stopped) {
    finishWhenIdle(running);
    return;
  }
  startReadySteps(running);
  reportProgress(running);
  finishWhenIdle(running);
}

function startReadySteps(running: Running): void {
  const ready = running.steps.filter(
    (step) => step.state === "pending" && isReady(step) && hasSlot(running, step) && !mustWait(running, step),
  );
  if (ready.length > 1) {
    const paths = longestPaths(running);
    ready.sort((a, b) => (paths.get(b) ?? 0) - (paths.get(a) ?? 0) || firstOrder(a) - firstOrder(b));
  }
  for (const step of ready) {
    if (step.state !== "pending" || !hasSlot(running, step)) continue;
    skipDependants(running, step);
    if (step.cells.every((cell) => cell.outcome === "skipped")) {
      step.state = "finished";
      advance(running);
      return;
    }
    startStep(running, step, () => advance(running));
  }
}

/** Whether one more may run in the step's place. A step that waits at a gate uses no processor. */
function hasSlot({ steps, options, world }: Running, { place }: StepInRun): boolean {
  const slots = world.places.slots(place);
  const key = placeKey(place);
  const busy = steps.filter(
    (step) =>
      (step.state === "running" || step.state === "starting") &&
      step.gate === null &&
      (slots === null ? world.places.slots(step.place) === null : placeKey(step.place) === key),
  );
  return busy.length < (slots ?? options.parallel);
}

function isReady(step: StepInRun): boolean {
  return [...step.needs].every((needed) => needed.state === "finished");
}

const firstOrder = (step: StepInRun) => step.cells[0]?.order ?? 0;

function finishWhenIdle(running: Running): void {
  const active = running.steps.some((step) => step.state === "running" || step.state === "starting");
  const decided = running.cancelled || running.stopped || running.next >= running.cells.length;
  if (active || !decided || running.over) return;
  running.over = true;
  for (const cell of running.cells) if (!cell.committed) closeCell(running, cell);
  running.resolve(outcomeOf(running));
}

function closeCell(running: Running, cell: CellInRun): void {
  const state = running.cancelled ? "cancelled" : "skipped";
  const reason = running.cancelled ? "The run was cancelled." : "The run stopped at the first error.";
  // A cell that ran ahead of the error did not run in Jupyter; what a cancelled run has shown stays.
  if (running.stopped && cell.outcome !== null) tell(running, { event: "cell-reset", cell: cell.id });
  tell(running, { event: "cell-state", cell: cell.id, state, reason });
}

function outcomeOf(running: Running): RunOutcome {
  if (running.cancelled) return "cancelled";
  return running.cells.some((cell) => cell.outcome === "failed") ? "failed" : "succeeded";
}
