import type { Job } from "../../model/job.ts";
import type { Submission } from "../driver.ts";
import { type AgentSettings, workspaceOn } from "./agent-settings.ts";

/** Hash seeds are fixed so that sets come out in one order in every process of a run. */
const jobEnvironment = { PYTHONHASHSEED: "0", PYTHONUNBUFFERED: "1" };

/** The submission of a job to an agent. `$ROOT` and `~` stand for folders that only the target knows. */
export function renderAgent(job: Job, settings: AgentSettings): Submission {
  const directory = `$ROOT/jobs/${job.key}`;
  return {
    key: job.key,
    directory,
    files: { "job.json": JSON.stringify(onTarget(job, settings)) },
    // `runner` is put beside the job: it leads to the version that the job was submitted with.
    command: [...(settings.jobPython ?? [settings.python]), `${directory}/runner`, "job", directory],
    env: { ...jobEnvironment, ...settings.env },
  };
}

/** The job with the paths of the target. */
export function onTarget(job: Job, settings: AgentSettings): Job {
  if (settings.sharesFiles) return job;
  const places = { directory: workspaceOn(settings), objects: "$ROOT/objects" };
  return { ...job, ...places, ...(job.items === undefined ? {} : { items: "$ROOT/items" }) };
}

/** The job as the run gave it. */
export function fromTarget(job: Job, { local, sharesFiles }: AgentSettings): Job {
  if (sharesFiles) return job;
  const places = { directory: local.workspace, objects: local.objects };
  return { ...job, ...places, ...(job.items === undefined ? {} : { items: local.items }) };
}

export function jobOf(submission: Submission): Job {
  return JSON.parse(submission.files["job.json"] ?? "{}") as Job;
}
