import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JobExit } from "../../model/job.ts";

export interface JobProcess {
  readonly supervisor: number;
  readonly worker: number;
  /** Start time of the worker in clock ticks since boot: tells a process from a later one with the same number. */
  readonly started: number;
}

/** The processes of a job, or null while they are not known. */
export async function readProcess(directory: string): Promise<JobProcess | null> {
  return readJson<JobProcess>(join(directory, "pid"));
}

/** How the job's process ended, or null while nobody has said. */
export async function readExit(directory: string): Promise<JobExit | null> {
  return readJson<JobExit>(join(directory, "exit.json"));
}

export async function isAlive(process: JobProcess): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${process.worker}/stat`, "utf8");
    // The name in parentheses may hold spaces; field 22 counts from before it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] !== "Z" && Number(fields[19]) === process.started;
  } catch {
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
