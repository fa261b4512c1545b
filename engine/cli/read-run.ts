import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CodedError } from "../errors.ts";
import type { FinishedRun, RunJob } from "../export/ro-crate/crate-input.ts";
import type { Observed } from "../model/graph.ts";
import type { JobEvent } from "../model/job.ts";
import { earlierJobs } from "../run/earlier-jobs.ts";

/** A run that has ended, with what was known of its cells when it began. */
export interface RunRead extends FinishedRun {
  readonly observed: Observed;
}

/** The run of a notebook with this id, or the last one that has ended. Errors: CW3941. */
export async function readRun(home: string, notebook: string, id: string | null): Promise<RunRead> {
  const ids = id === null ? await readdir(join(home, "runs")).catch(() => []) : [id];
  const ended = await Promise.all(ids.map((one) => readEnd(home, one)));
  const path = resolve(notebook);
  const own = ended.flatMap((run) => (run !== null && run.notebookPath === path ? [run] : []));
  const last = own.toSorted((a, b) => b.finishedAt - a.finishedAt)[0];
  if (last === undefined)
    throw new CodedError(
      "CW3941",
      id === null
        ? `No run of ${notebook} that has ended is known here.`
        : `No run ${id} of ${notebook} that has ended is known here.`,
      id === null
        ? `Run it first: cellweave run ${notebook}. The last twenty runs are kept.`
        : "Leave --run out for the last one. The last twenty runs are kept.",
    );
  return { ...last, jobs: await readJobs(join(home, "runs", last.id, "jobs")) };
}

async function readEnd(home: string, id: string): Promise<Omit<RunRead, "jobs"> | null> {
  // An id is the name of a folder, never a way out of it.
  if (!/^[\w-]+$/.test(id)) return null;
  try {
    const read = async (name: string) => JSON.parse(await readFile(join(home, "runs", id, name), "utf8"));
    const [record, end] = await Promise.all([read("run.json"), read("finished.json")]);
    return { ...record, finishedAt: end.finishedAt, outcome: end.outcome };
  } catch {
    return null;
  }
}

async function readJobs(directory: string): Promise<RunJob[]> {
  const jobs = await earlierJobs(directory);
  return Promise.all(
    jobs.map(async ({ written: job, handle, cancelled, more }) => {
      const text = await readFile(join(handle.directory, "events.jsonl"), "utf8").catch(() => "");
      const whole = { ...job, cells: [...job.cells, ...more.flatMap(({ cells }) => cells)] };
      return { job: whole, events: text.split("\n").flatMap(eventIn), cancelled };
    }),
  );
}

/** The last line of a process that was killed may be half written. */
function eventIn(line: string): JobEvent[] {
  try {
    return line === "" ? [] : [JSON.parse(line) as JobEvent];
  } catch {
    return [];
  }
}
