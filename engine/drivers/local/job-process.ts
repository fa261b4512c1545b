import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JobExit } from "../../model/job.ts";

export interface JobProcess {
  readonly supervisor: number;
  readonly worker: number;
  /** Start times in clock ticks since boot: they tell a process from a later one with the same number. */
  readonly started: number;
  readonly supervisorStarted: number;
}

/** The processes of a job, or null while they are not known. */
export async function readProcess(directory: string): Promise<JobProcess | null> {
  return readJson<JobProcess>(join(directory, "pid"));
}

/** How the job's process ended, or null while nobody has said. */
export async function readExit(directory: string): Promise<JobExit | null> {
  return readJson<JobExit>(join(directory, "exit.json"));
}

export function isAlive({ worker, started }: JobProcess): Promise<boolean> {
  return runs(worker, started);
}

/** The supervisor outlives the worker for as long as it takes to write down how the worker ended. */
export function isSupervised({ supervisor, supervisorStarted }: JobProcess): Promise<boolean> {
  return runs(supervisor, supervisorStarted);
}

async function runs(pid: number, started: number): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces; the state and field 22 are counted from behind it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] !== "Z" && Number(fields[19]) === started;
  } catch {
    // No such process: absent when opened, or gone while it was read.
    return false;
  }
}

async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as T;
  } catch {
    // Absent or half-written: the writer renames it into place, so the next look finds it whole.
    return null;
  }
}
