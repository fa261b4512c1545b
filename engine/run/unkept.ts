import { utimes } from "node:fs/promises";
import type { Digest } from "../model/artifact.ts";
import type { Inputs } from "./job-inputs.ts";
import { neededSince } from "./objects/leases.ts";
import { dropObject, listObjects, objectPath } from "./objects/object-files.ts";
import { reset } from "./redo.ts";
import type { CellInRun, Running, StepInRun } from "./running.ts";

/** Below this it does not matter. */
const leastBytes = 16e6;

/** Whether storing what the step left took longer than making it: then the next run is better off making it again. */
export function isCheap({ cells, storing }: StepInRun): boolean {
  const seconds = cells.reduce((sum, { record }) => sum + (record?.seconds ?? 0), 0);
  return storing.bytes >= leastBytes && storing.seconds > seconds && cells.every(({ cache }) => cache !== "pin");
}

/**
 * The step is about to run and needs values that were not kept: the steps that make them run first. Returns whether
 * there are any.
 */
export async function remakeUnkept(running: Running, step: StepInRun, { byCell }: Inputs): Promise<boolean> {
  const makers = new Set<StepInRun>();
  for (const cell of step.cells) {
    if (cell.outcome !== null) continue;
    for (const { digest, origins } of byCell.get(cell.id) ?? []) {
      const [name, origin] = Object.entries(origins).find(([one]) => mayTouch(cell, step, one)) ?? [];
      const maker = origin === undefined ? undefined : running.byId.get(origin)?.step;
      if (name === undefined || !maker?.unkept || maker === step) continue;
      if (!(await running.world.cache?.has(digest))) makers.add(maker);
    }
  }
  for (const maker of makers) {
    // Another that needs it may have asked in the meantime.
    if (maker.unkept) reset(running, maker, "Runs again: it is quicker to run than what it left is to store.");
    step.needs.add(maker);
  }
  return makers.size > 0;
}

function mayTouch({ facts }: CellInRun, step: StepInRun, name: string): boolean {
  const lists = [facts.reads, facts.deferred, facts.mutates, facts.maybeMutates, facts.maybeWrites];
  return step.extraReads.has(name) || lists.some((names) => names.includes(name));
}

/** Takes values that are quicker to make than to store out of the store, or has them go first while others run. */
export async function dropUnkept(home: string, running: Running): Promise<void> {
  const own = digestsOf(running.steps.filter((step) => step.cells.every(({ cached }) => !cached) && isCheap(step)));
  if (own.size === 0) return;
  const kept = digestsOf(running.steps.filter((step) => !isCheap(step)));
  const others = await neededSince(home, running.world.clock());
  for (const object of await listObjects(running.options.objects)) {
    if (!own.has(object.digest) || kept.has(object.digest)) continue;
    if (others === null) await dropObject(object);
    else await utimes(objectPath(running.options.objects, object.digest), 0, 0).catch(() => {});
  }
}

function digestsOf(steps: readonly StepInRun[]): Set<Digest> {
  const versions = steps.flatMap(({ cells }) => cells.flatMap((cell) => [...cell.versions.values()]));
  return new Set(versions.flatMap(({ digest }) => digest ?? []));
}
