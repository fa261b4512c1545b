import { mkdir, readdir, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pinnedDigests } from "../pins.ts";
import { isRunning } from "./is-running.ts";
import { neededSince } from "./leases.ts";
import { dropObject, listItems, listObjects } from "./object-files.ts";

export interface Trimmed {
  readonly objects: number;
  readonly bytes: number;
}

/** Looking through the store after every run of a few cells would take longer than the run. */
const pause = 60_000;

/**
 * Drops the objects that were not used for longest until the store is within its limit, never one that a run that is
 * not over made or took nor what a pinned cell keeps, and what writers that died left behind. Several processes may do so at once.
 */
export async function trimStore(home: string, limit: number, now: number): Promise<Trimmed> {
  const store = join(home, "objects");
  await dropUnfinished(store);
  const objects = [...(await listObjects(store)), ...(await listItems(home))];
  const [needed, pinned] = [await neededSince(home, now), await pinnedDigests(home)];
  let total = objects.reduce((sum, { bytes }) => sum + bytes, 0);
  const dropped = { objects: 0, bytes: 0 };
  for (const object of objects.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= limit || (needed !== null && object.usedAt >= needed)) break;
    if (pinned.has(object.digest) || !(await dropObject(object))) continue;
    total -= object.bytes;
    dropped.objects++;
    dropped.bytes += object.bytes;
  }
  return dropped;
}

/** Trims the store unless somebody just did. */
export async function trimNowAndThen(home: string, limit: () => Promise<number>, now: number): Promise<void> {
  const mark = join(home, "objects", ".trimmed");
  const last = (await stat(mark).catch(() => null))?.mtimeMs ?? 0;
  if (now - last < pause) return;
  await mkdir(join(home, "objects"), { recursive: true, mode: 0o700 });
  await writeFile(mark, "");
  await trimStore(home, await limit(), now);
}

/** `.new-PID-…` of processes that are gone: objects that never became whole. */
export async function dropUnfinished(store: string): Promise<number> {
  let dropped = 0;
  for (const name of await readdir(store).catch(() => [])) {
    const pid = /^\.new-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await unlink(join(store, name)).catch(() => {});
    dropped++;
  }
  return dropped;
}
