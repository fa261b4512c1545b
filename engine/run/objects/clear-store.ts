import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { forgetPins, pinnedDigests } from "../pins.ts";
import type { StoredStep } from "../stored-step.ts";
import { neededSince } from "./leases.ts";
import { dropObject, isIntact, listItems, listObjects } from "./object-files.ts";
import { dropUnfinished, type Trimmed } from "./trim-store.ts";

export interface StoreSize {
  readonly objects: number;
  readonly bytes: number;
  /** Results of steps that are remembered. */
  readonly results: number;
}

export async function sizeOfStore(home: string): Promise<StoreSize> {
  const objects = [...(await listObjects(join(home, "objects"))), ...(await listItems(home))];
  const results = await resultFiles(home);
  return {
    objects: objects.length,
    bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0),
    results: results.length,
  };
}

/**
 * Drops what was not used for so long, all when that is 0, but nothing that a run which is not over needs. What pinned
 * cells keep goes only with `pinned`.
 */
export async function clearStore(home: string, unusedFor: number, now: number, pinned = false): Promise<Trimmed> {
  if (pinned) await forgetPins(home);
  const kept = await pinnedDigests(home);
  const store = join(home, "objects");
  await dropUnfinished(store);
  const needed = (await neededSince(home, now)) ?? Number.POSITIVE_INFINITY;
  const before = Math.min(now - unusedFor, needed);
  const dropped = { objects: 0, bytes: 0 };
  for (const object of [...(await listObjects(store)), ...(await listItems(home))]) {
    if (object.usedAt > before || kept.has(object.digest) || !(await dropObject(object))) continue;
    dropped.objects++;
    dropped.bytes += object.bytes;
  }
  await forgetResults(home, unusedFor === 0);
  return dropped;
}

export interface Checked {
  readonly objects: number;
  readonly damaged: readonly string[];
  readonly unfinished: number;
}

/** Reads every object again and drops those that are not what was stored; the cells that made them run again. */
export async function checkStore(home: string, onObject: (done: number, total: number) => void): Promise<Checked> {
  const store = join(home, "objects");
  const unfinished = await dropUnfinished(store);
  const objects = await listObjects(store);
  const damaged: string[] = [];
  for (const [index, object] of objects.entries()) {
    const intact = await isIntact(object).catch((error: NodeJS.ErrnoException) => error.code === "ENOENT");
    if (!intact) {
      await dropObject(object);
      damaged.push(object.digest);
    }
    onObject(index + 1, objects.length);
  }
  if (damaged.length > 0) await forgetResults(home, false);
  return { objects: objects.length, damaged, unfinished };
}

/** Remembered results whose values are gone say nothing any more; those that left no value need `all` to go. */
async function forgetResults(home: string, all: boolean): Promise<void> {
  const kept = new Set((await listObjects(join(home, "objects"))).map(({ digest }) => digest));
  for (const path of await resultFiles(home)) {
    const steps = await readResults(path);
    const whole = steps.some((step) => valuesOf(step).every((digest) => kept.has(digest)));
    if (all || !whole) await rm(path, { force: true });
  }
}

const valuesOf = (step: StoredStep) =>
  step.cells.flatMap((cell) => Object.values(cell.values)).filter((digest) => digest !== null);

async function readResults(path: string): Promise<StoredStep[]> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return [];
  }
}

async function resultFiles(home: string): Promise<string[]> {
  const folder = join(home, "steps");
  const folders = await readdir(folder).catch(() => []);
  const files = await Promise.all(
    folders.map(async (name) =>
      (await readdir(join(folder, name)).catch(() => []))
        .filter((file) => file.endsWith(".json"))
        .map((file) => join(folder, name, file)),
    ),
  );
  return files.flat();
}
