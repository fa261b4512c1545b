import type { Inputs } from "./job-inputs.ts";
import type { CellInRun, Running, StepInRun } from "./running.ts";
import { firstChange, resultOf, stepKey, wantedNames } from "./stored-step.ts";
import { takeOver } from "./take-over.ts";
import { usePinned } from "./use-pinned.ts";
import { type Change, whyRuns, whyTaken } from "./why.ts";

/**
 * Takes over a stored result of the step when everything it read is the same now. Returns whether it did; either way
 * its cells know why.
 */
export async function useStored(running: Running, step: StepInRun, inputs: Inputs): Promise<boolean> {
  const { cache } = running.world;
  const open = step.cells.filter((cell) => cell.outcome === null);
  // What makes a step run again has said why.
  const explain = (why: (cell: CellInRun) => string) => {
    if (step.attempt === 0) for (const cell of open) cell.reason = why(cell);
    return false;
  };
  if (!cache) return explain(() => "Stored results were not to be used.");
  if (open.some((cell) => running.options.force.has(cell.id))) return explain(() => "It was asked to run again.");
  if (open.length < step.cells.length) return false;
  const pinned = await usePinned(running, step, inputs);
  if (pinned === true) return true;
  let nearest: Change | null = null;
  const mayTake = step.cells.every((cell) => cell.cache !== "never");
  for (const stored of mayTake ? await cache.find(stepKey(running, step)) : []) {
    if (stored.cells.length !== step.cells.length) continue;
    const change = await firstChange(stored, step, inputs, cache, wantedNames(step));
    if (change === null) {
      takeOver(running, step, stored, whyTaken(stored.at));
      for (const cell of step.cells) cell.storedAs = resultOf(running, cell, stepKey(running, step), stored.at ?? 0);
      return true;
    }
    nearest ??= change;
  }
  return explain((cell) =>
    cell.cache === "pin" && pinned !== null
      ? `It is pinned, but runs because ${pinned}.`
      : whyRuns(cell, step, nearest, cache.codeBefore),
  );
}
