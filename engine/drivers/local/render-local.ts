import type { Job } from "../../model/job.ts";
import type { Target } from "../../model/target.ts";
import type { Submission } from "../driver.ts";
import { localSettings } from "./settings.ts";

/** Hash seeds are fixed so that sets come out in one order in every process of a run. */
export const localEnvironment = { PYTHONHASHSEED: "0", PYTHONUNBUFFERED: "1" };

export function renderLocal(job: Job, target: Target): Submission {
  const { python, runner, jobs } = localSettings(target);
  const directory = `${jobs}/${job.key}`;
  return {
    key: job.key,
    directory,
    files: { "job.json": JSON.stringify(job) },
    command: [python, runner, "job", directory],
    env: localEnvironment,
  };
}
