import type { JobEvent } from "../model/job.ts";
import { hasActed } from "./has-acted.ts";
import { dependsOn, join, reset } from "./redo.ts";
import { tell } from "./report.ts";
import type { Running, StepInRun } from "./running.ts";

/** A disk that loses the same value so often is not to be trusted with it. */
const mostAttempts = 6;

/**
 * A value that a step was given is damaged or gone: the step that made it runs again, and then this one. Returns whether
 * that can be: what writes files or reaches the network must not run twice.
 */
export function remake(running: Running, step: StepInRun, lost: Extract<JobEvent, { event: "lost" }>): boolean {
  const names = lost.names.map((name) => `\`${name}\``).join(", ");
  const makers = makersOf(running, lost.digest).filter((maker) => maker !== step);
  // Of what was not kept on purpose nothing was lost.
  if (!makers.every(({ unkept }) => unkept)) tellGone(running, names);
  if (step.attempt >= mostAttempts || [step, ...makers].some((one) => one.cells.some(hasActed))) return false;
  reset(running, step, `Runs again: the stored value of ${names} was damaged or gone.`);
  for (const maker of makers) {
    if (maker.state !== "pending") reset(running, maker, `Runs again: what it left in ${names} was damaged or gone.`);
    step.needs.add(maker);
    if (dependsOn(maker, step)) join(running, maker, step);
  }
  return true;
}

function tellGone(running: Running, names: string): void {
  const text = `The stored value of ${names} was damaged or gone.`;
  tell(running, { event: "message", code: "CW5004", text, cell: null });
}

/** The steps that left the value; they will be asked to store it again. */
function makersOf(running: Running, digest: string): StepInRun[] {
  const makers = new Set<StepInRun>();
  for (const version of [...running.versions.values()].flat()) {
    const maker = version.digest === digest ? running.byId.get(version.cell)?.step : undefined;
    if (!maker) continue;
    maker.wanted.add(version.name);
    makers.add(maker);
  }
  return [...makers];
}
