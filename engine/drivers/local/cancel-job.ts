import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isAlive, type JobProcess } from "./job-process.ts";
import { endLeftBehind, type JobWatch, phaseOf, processOf, sendSignal } from "./job-watch.ts";

const lookAgainMilliseconds = 20;
/** Longer than a supervisor takes from its start to its `pid` file. */
const beginMilliseconds = 2000;

/** Interrupts the job; kills what has not ended after the grace period. A job that is not begun never will be. */
export async function cancelJob(watch: JobWatch, graceMilliseconds: number): Promise<void> {
  await mark(watch.directory);
  const process = await processSoon(watch);
  if (process === null) {
    // Its directory was deleted under it: a supervisor passes an interrupt on, and takes its worker along when it dies.
    await interruptThenKill(
      () => phaseOf(watch).then((phase) => phase === "running"),
      (name) => {
        for (const { pid } of watch.forked) sendSignal(pid, name);
      },
      graceMilliseconds,
    );
    return;
  }
  await interruptThenKill(
    () => isAlive(process),
    (name) => (name === "SIGKILL" ? killGroup(process) : sendSignal(process.worker, name)),
    graceMilliseconds,
  );
  await endLeftBehind(watch);
}

/** A supervisor that comes later finds this and begins nothing. */
async function mark(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFile(join(directory, "cancelled"), "");
  } catch {
    // A full disk: then what runs is stopped all the same.
  }
}

async function processSoon(watch: JobWatch): Promise<JobProcess | null> {
  const deadline = Date.now() + beginMilliseconds;
  for (;;) {
    const process = await processOf(watch);
    if (process || Date.now() >= deadline || (await phaseOf(watch)) === "ended") return process;
    await pause();
  }
}

async function interruptThenKill(
  runs: () => Promise<boolean>,
  send: (name: NodeJS.Signals) => void,
  graceMilliseconds: number,
): Promise<void> {
  const deadline = Date.now() + graceMilliseconds;
  if (!(await runs())) return;
  send("SIGINT");
  while (await runs()) {
    if (Date.now() >= deadline) return send("SIGKILL");
    await pause();
  }
}

/** The worker leads a group of its own, so that what the cells started ends with it. */
function killGroup(process: JobProcess): void {
  sendSignal(process.worker, "SIGKILL");
  sendSignal(-process.worker, "SIGKILL");
}

const pause = () => new Promise((resolve) => setTimeout(resolve, lookAgainMilliseconds));
