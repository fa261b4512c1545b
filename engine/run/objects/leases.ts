import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { isRunning } from "./is-running.ts";

/** A run says with a lease that it needs every object made or taken since it started. */
interface Lease {
  readonly pid: number;
  readonly since: number;
}

/** A run that nobody took over for so long will not be taken over. */
const adoptedWithin = 7 * 24 * 3600 * 1000;

const folderOf = (home: string) => join(home, "leases");

/** Takes the lease of a run, or takes it over from the process that had it. */
export async function takeLease(home: string, run: string, since: number): Promise<void> {
  await mkdir(folderOf(home), { recursive: true, mode: 0o700 });
  const path = join(folderOf(home), `${run}.json`);
  const lease: Lease = { pid: process.pid, since };
  await writeFile(`${path}.part`, JSON.stringify(lease), { mode: 0o600 });
  await rename(`${path}.part`, path);
}

export async function endLease(home: string, run: string): Promise<void> {
  await rm(join(folderOf(home), `${run}.json`), { force: true });
}

/** From when on objects may be needed by a run that is not over; null when no run is on. Leases that ran out go. */
export async function neededSince(home: string, now: number): Promise<number | null> {
  let since: number | null = null;
  for (const name of await readdir(folderOf(home)).catch(() => [])) {
    if (!name.endsWith(".json")) continue;
    const path = join(folderOf(home), name);
    const lease = await readLease(path);
    if (await holds(home, name.slice(0, -".json".length), lease, now)) since = Math.min(since ?? Infinity, lease.since);
    else await rm(path, { force: true });
  }
  return since;
}

/** One that cannot be read counts as held from long ago: it is being written by a run that starts. */
async function readLease(path: string): Promise<Lease> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return { pid: process.pid, since: 0 };
  }
}

/** The run's process lives, or another one may still take the run over. */
async function holds(home: string, run: string, lease: Lease, now: number): Promise<boolean> {
  if (isRunning(lease.pid)) return true;
  const folder = join(home, "runs", run);
  const [begun, over] = await Promise.all([exists(join(folder, "run.json")), exists(join(folder, "finished.json"))]);
  return begun && !over && now - lease.since < adoptedWithin;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
