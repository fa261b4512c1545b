import { existsSync } from "node:fs";
import { join } from "node:path";
import { isAlive, isSupervised, type JobProcess, leftBehind, readExit, readProcess, startOf } from "./job-process.ts";

/** What is known of one job's processes, even after its cells have deleted its directory. */
export interface JobWatch {
  readonly directory: string;
  /** The processes as they were last read from the directory. */
  process: JobProcess | null;
  /** Supervisors that this server saw forked: the only trace of a job that deleted its directory at once. */
  readonly forked: { readonly pid: number; readonly started: number }[];
}

/** `ended` is certain; `unbegun` means that no supervisor has taken the job up, or one died before it did. */
export type JobPhase = "unbegun" | "running" | "ended";

export async function phaseOf(watch: JobWatch): Promise<JobPhase> {
  if ((await readExit(watch.directory)) !== null) return "ended";
  const process = await processOf(watch);
  if (process) return (await isAlive(process)) || (await isSupervised(process)) ? "running" : "ended";
  if (await anyForkedRuns(watch)) return "running";
  return existsSync(join(watch.directory, "job.json")) ? "unbegun" : "ended";
}

export async function processOf(watch: JobWatch): Promise<JobProcess | null> {
  watch.process ??= await readProcess(watch.directory);
  return watch.process;
}

/** Supervisors known only by number that still run. */
export async function anyForkedRuns(watch: JobWatch): Promise<boolean> {
  const starts = await Promise.all(watch.forked.map(({ pid }) => startOf(pid)));
  return watch.forked.some(({ started }, index) => starts[index] === started);
}

export async function noteForked(watch: JobWatch, pid: number): Promise<void> {
  const started = await startOf(pid);
  if (started !== null) watch.forked.push({ pid, started });
}

/** Ends what the worker of a lost job had started: its supervisor, who would have, is gone too. */
export async function endLeftBehind(watch: JobWatch): Promise<void> {
  if (!watch.process) return;
  for (const pid of await leftBehind(watch.process)) sendSignal(pid, "SIGKILL");
}

export function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // ESRCH: it ended by itself in the meantime, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
