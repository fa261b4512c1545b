import type { JobEvent } from "../model/job.ts";
import type { Running, StepInRun } from "./running.ts";

const waiting = new WeakMap<StepInRun, () => void>();

/** The step no longer waits at a gate; what its job told after it may be taken in. */
export function closeGate(step: StepInRun): void {
  step.gate = null;
  waiting.get(step)?.();
  waiting.delete(step);
}

/**
 * Resolves when the step does not wait at a gate. A job that is adopted may long have passed its gate: what it told then
 * is taken in when this run has come to the point where it opens the gate too, with the same inputs.
 */
export function untilLetGo(running: Running, step: StepInRun, event: JobEvent): Promise<void> | null {
  if (step.gate === null || running.cancelled || running.stopped) return null;
  if (event.event === "stream" || event.event === "exited") return null;
  return new Promise((resolve) => {
    waiting.set(step, resolve);
  });
}
