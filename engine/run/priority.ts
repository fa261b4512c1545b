import type { Running, StepInRun } from "./running.ts";

/** What a cell that was never measured is taken to cost, in seconds. */
const unknownSeconds = 1;
const lightSeconds = 0.01;

/** Seconds from the start of each step to the end of the run if nothing else had to be waited for. */
export function longestPaths(running: Running): ReadonlyMap<StepInRun, number> {
  const dependants = new Map<StepInRun, StepInRun[]>();
  for (const step of running.steps) {
    for (const needed of step.needs) {
      const list = dependants.get(needed);
      if (list) list.push(step);
      else dependants.set(needed, [step]);
    }
  }
  const paths = new Map<StepInRun, number>();
  const measure = (step: StepInRun): number => {
    const known = paths.get(step);
    if (known !== undefined) return known;
    // Set before the descent, so that steps that are about to be joined do not send it round in circles.
    paths.set(step, 0);
    const after = (dependants.get(step) ?? []).map(measure);
    const path = ownSeconds(running, step) + Math.max(0, ...after);
    paths.set(step, path);
    return path;
  };
  for (const step of running.steps) measure(step);
  return paths;
}

function ownSeconds(running: Running, step: StepInRun): number {
  return step.cells.reduce((sum, cell) => {
    const before = running.options.secondsBefore(cell.codeHash);
    return sum + (before ?? (cell.facts.light ? lightSeconds : unknownSeconds));
  }, 0);
}
