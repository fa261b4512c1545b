import { tell } from "./report.ts";
import type { Running, RunningJob } from "./running.ts";

/** Interrupts a job and kills it after the grace period; what cannot be stopped is told, and the run goes on. */
export async function interrupt(running: Running, job: RunningJob, graceMilliseconds: number): Promise<void> {
  try {
    await job.at.connection.cancel(job.handle, graceMilliseconds);
  } catch (error) {
    tell(running, {
      event: "message",
      code: "CW5010",
      text: `A job could not be stopped: ${(error as Error).message}`,
      cell: null,
    });
  }
}
