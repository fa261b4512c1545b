import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { JobHandle } from "../drivers/driver.ts";
import { defaultEnvironment, placeKey } from "../model/environment.ts";
import type { CellId } from "../model/flow.ts";
import type { Job, JobMore } from "../model/job.ts";
import type { Running, RunningJob, StepInRun } from "./running.ts";
import type { Version } from "./versions.ts";

/** A job that a server which is gone had written down. Its directory is the journal: it is written before the job begins. */
export interface WrittenJob {
  readonly written: Job;
  readonly handle: JobHandle;
  /** Key of the place that it was given to. */
  readonly place: string;
  readonly writtenAt: number;
  /** It was allowed to do what cannot be taken back. */
  readonly allowed: boolean;
  /** What it was told to run in its process after that. */
  readonly more: readonly JobMore[];
  /** Its result was discarded, or its end was asked for. */
  readonly cancelled: boolean;
}

/** The same, with the place opened in which it may still run. */
export interface EarlierJob extends WrittenJob {
  readonly job: RunningJob;
}

/** The jobs of a run that was begun before, oldest first. */
export async function earlierJobs(directory: string): Promise<WrittenJob[]> {
  const names = await readdir(directory).catch(() => []);
  const jobs = await Promise.all(names.map((name) => readEarlier(join(directory, name))));
  return jobs.filter((job) => job !== null).sort((a, b) => a.writtenAt - b.writtenAt);
}

async function readEarlier(directory: string): Promise<WrittenJob | null> {
  try {
    const path = join(directory, "job.json");
    const [text, { mtimeMs }, names] = await Promise.all([readFile(path, "utf8"), stat(path), readdir(directory)]);
    const job = JSON.parse(text) as Job;
    return {
      written: job,
      ...(await readPlace(directory, job.key)),
      writtenAt: mtimeMs,
      more: await readMore(directory, names),
      allowed: names.some((name) => name.startsWith("go-")),
      cancelled: existsSync(join(directory, "cancelled")),
    };
  } catch {
    // Killed before the job was written whole: it never began.
    return null;
  }
}

/** Of a job that does not run in its journal's own directory it is written beside it where it does. */
async function readPlace(directory: string, key: string): Promise<{ place: string; handle: JobHandle }> {
  const text = await readFile(join(directory, "place.json"), "utf8").catch(() => null);
  if (text === null) return { place: defaultEnvironment, handle: { key, directory } };
  const { environment, handle } = JSON.parse(text) as { environment: string; handle: JobHandle };
  return { place: environment, handle };
}

async function readMore(directory: string, names: readonly string[]): Promise<JobMore[]> {
  const rounds = names.filter((name) => /^more-\d+$/.test(name)).map((name) => Number(name.slice("more-".length)));
  const read = (round: number) => readFile(join(directory, `more-${round}`), "utf8");
  const texts = await Promise.all(rounds.sort((a, b) => a - b).map(read));
  return texts.map((text) => JSON.parse(text) as JobMore);
}

/** The last job that ran the same cells for the step, if its result still counts. Each is given out once. */
export function takeEarlier(running: Running, step: StepInRun): EarlierJob | null {
  const open = step.cells.filter((cell) => cell.outcome === null);
  const fits = ({ written: job, place }: EarlierJob) =>
    job.step === step.id &&
    place === placeKey(step.place) &&
    job.cells.length === open.length &&
    open.every((cell, index) => job.cells[index]?.id === cell.id && job.cells[index]?.source === cell.source);
  const fitting = running.earlier.filter(fits);
  running.earlier = running.earlier.filter((earlier) => !fits(earlier));
  step.jobsBefore += fitting.length;
  const last = fitting.at(-1);
  return last && !last.cancelled ? last : null;
}

/** What each cell of an earlier job could load, as it was written down. */
export function givenBy(running: Running, { cells }: Job): Map<CellId, ReadonlyMap<string, Version>> {
  const given = new Map<CellId, ReadonlyMap<string, Version>>();
  const now = new Map<string, Version>();
  for (const cell of cells) {
    for (const { digest, origins } of cell.inputs) {
      const group = Object.keys(origins);
      for (const [name, origin] of Object.entries(origins))
        now.set(name, versionOf(running, name, origin, digest, group));
    }
    given.set(cell.id, new Map(now));
  }
  return given;
}

function versionOf(running: Running, name: string, cell: CellId, digest: string, group: readonly string[]): Version {
  const known = running.versions.get(name)?.find((version) => version.cell === cell && version.digest === digest);
  // Its maker may be adopted too and not have told yet: versions with the same digest are the same value.
  const order = running.byId.get(cell)?.order ?? 0;
  return known ?? { name, cell, order, deleted: false, digest, group, copyOf: null, stuck: null };
}
