import { createHash } from "node:crypto";
import type { CellRecord } from "../model/job.ts";
import { generators } from "./ambient-state.ts";
import type { CellEvents } from "./cell-events.ts";
import type { Running, StepInRun } from "./running.ts";
import { fileMark, resultOf, stepKey } from "./stored-step.ts";
import { isCheap } from "./unkept.ts";
import { whyNeverStored } from "./why.ts";

/** Stores what a step did, once all its cells are committed, unless another time it could do something else. */
export async function storeStep(running: Running, step: StepInRun, shown: CellEvents): Promise<void> {
  const { cache } = running.world;
  if (!cache || step.cells.some((cell) => cell.outcome !== "succeeded" || cell.cached || !cell.record)) return;
  const effects = new Set(step.cells.flatMap((cell) => [...cell.facts.effects, ...(cell.record?.effects ?? [])]));
  if (!step.cells.every((cell) => shown.whole(cell.id))) return;
  if (step.cells.some((cell) => cell.cache === "never")) return;
  const again = whyNeverStored([...effects]) === null && !drawsUnseeded(step);
  if (step.cells.some((cell) => [...cell.versions.values()].some((version) => version.stuck))) return;
  const files: Record<string, string> = {};
  for (const effect of effects) {
    const path = /^fs:read:(\/.*)$/.exec(effect)?.[1];
    if (path) files[path] = await fileMark(path);
  }
  const reads: Record<string, string | null> = {};
  for (const cell of step.cells) {
    for (const name of [...Object.keys(cell.record?.reads ?? {}), ...(cell.record?.absent ?? [])]) {
      const version = step.given.get(cell.id)?.get(name);
      if (ownEarlier(step, cell.order, name) || cell.record?.reads[name] === null) continue;
      if (version && version.digest === null) return;
      reads[name] = version?.digest ?? null;
    }
  }
  const cells = step.cells.map((cell) => ({
    record: cell.record as CellRecord,
    events: shown.of(cell.id),
    values: Object.fromEntries([...cell.versions].map(([name, version]) => [name, version.digest])),
    groups: Object.fromEntries([...cell.versions.values()].map(({ digest, group }) => [digest ?? "", group])),
    copies: [...cell.versions.values()].filter(({ copyOf }) => copyOf !== null).map(({ name }) => name),
  }));
  const key = again ? stepKey(running, step) : onlyPinnedKey(running, step);
  const at = running.world.clock();
  await cache.add(key, { at, ...(isCheap(step) ? { cheap: true } : {}), reads, files, cells });
  for (const cell of step.cells) cell.storedAs = resultOf(running, cell, key, at);
}

/** Of what may come out otherwise the next time only these cells' own last result is kept, for when they are pinned. */
function onlyPinnedKey(running: Running, step: StepInRun): string {
  const place = [running.options.directory, running.options.notebook, step.cells.map(({ id }) => id)];
  return createHash("sha256").update(JSON.stringify(place)).digest("hex");
}

function ownEarlier(step: StepInRun, order: number, name: string): boolean {
  return step.cells.some((cell) => cell.order < order && cell.versions.has(name));
}

/** A generator that was drawn from although no cell before had set it starts from a random state. */
function drawsUnseeded(step: StepInRun): boolean {
  return step.cells.some((cell) =>
    generators.some(
      (name) =>
        cell.record?.reads[name] !== undefined && !step.given.get(cell.id)?.has(name) && !seeds(step, cell.order),
    ),
  );
}

const seedCall = /\bseed\s*\(|\bmanual_seed\s*\(|\bset_state\s*\(/;

function seeds(step: StepInRun, order: number): boolean {
  return step.cells.some((cell) => cell.order <= order && seedCall.test(cell.source));
}
