import type { JobExit, JobState } from "../../model/job.ts";

/** The state of a job that is no longer running, from what its supervisor wrote. */
export function stateOfExit(exit: JobExit | null): JobState {
  if (exit === null) return "lost";
  return exit.signal === null && exit.code === 0 ? "succeeded" : "failed";
}
