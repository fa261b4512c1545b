import { readdir, readFile } from "node:fs/promises";
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

export async function isAlive({ worker, started }: JobProcess): Promise<boolean> {
  return runs(await readStat(worker), started);
}

/** The supervisor outlives the worker for as long as it takes to write down how the worker ended. */
export async function isSupervised({ supervisor, supervisorStarted }: JobProcess): Promise<boolean> {
  return runs(await readStat(supervisor), supervisorStarted);
}

/** When the process began, in clock ticks since boot; null when it is gone. */
export async function startOf(pid: number): Promise<number | null> {
  const stat = await readStat(pid);
  return stat && stat.state !== "Z" ? stat.started : null;
}

/** What a worker had started in its own process group and left behind. */
export async function leftBehind({ supervisor, worker }: JobProcess): Promise<number[]> {
  const numbers = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = await Promise.all(numbers.map(readStat));
  // The session too: a group's number alone may by now belong to somebody else.
  return numbers.filter((_, index) => stats[index]?.group === worker && stats[index]?.session === supervisor);
}

interface ProcessStat {
  readonly state: string;
  readonly group: number;
  readonly session: number;
  readonly started: number;
}

function runs(stat: ProcessStat | null, started: number): boolean {
  return stat !== null && stat.state !== "Z" && stat.started === started;
}

async function readStat(pid: number): Promise<ProcessStat | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces; the state and field 22 are counted from behind it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return {
      state: fields[0] ?? "Z",
      group: Number(fields[2]),
      session: Number(fields[3]),
      started: Number(fields[19]),
    };
  } catch {
    // No such process: absent when opened, or gone while it was read.
    return null;
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
