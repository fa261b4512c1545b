import type { Job } from "../../model/job.ts";
import type { Target } from "../../model/target.ts";
import type { Submission } from "../driver.ts";
import { agentSettings } from "../shared/agent-settings.ts";
import { renderAgent } from "../shared/render-agent.ts";

/** What the host's agent is given: the job with the host's paths. */
export function renderSsh(job: Job, target: Target): Submission {
  return renderAgent(job, agentSettings(target));
}
