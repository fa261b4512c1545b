import dockerDataScience from "../../../templates/environments/docker-data-science.json" with { type: "json" };
import dockerFineTuningCpu from "../../../templates/environments/docker-fine-tuning-cpu.json" with { type: "json" };
import dockerFineTuningCuda from "../../../templates/environments/docker-fine-tuning-cuda.json" with { type: "json" };
import dockerPython from "../../../templates/environments/docker-python.json" with { type: "json" };
import localVenv from "../../../templates/environments/local-venv.json" with { type: "json" };
import slurmArray from "../../../templates/environments/slurm-array.json" with { type: "json" };
import slurmCpu from "../../../templates/environments/slurm-cpu.json" with { type: "json" };
import slurmGpu from "../../../templates/environments/slurm-gpu.json" with { type: "json" };
import sshVenv from "../../../templates/environments/ssh-venv.json" with { type: "json" };
import type { EnvironmentTemplate } from "../../model/environment.ts";

/** The templates that come with Cellweave, in the order in which they are offered. */
export const shippedTemplates: readonly EnvironmentTemplate[] = [
  localVenv,
  dockerPython,
  dockerDataScience,
  dockerFineTuningCpu,
  dockerFineTuningCuda,
  sshVenv,
  slurmCpu,
  slurmGpu,
  slurmArray,
] as readonly EnvironmentTemplate[];
