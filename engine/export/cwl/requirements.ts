import type { JsonObject } from "../../model/notebook.ts";
import { bytesOf, secondsOf } from "../../model/resource-wishes.ts";
import type { ExportStep } from "../export-steps.ts";
import { pythonRequirements } from "../requirements.ts";

/**
 * What a step asks of the place it runs in. Amounts are required, an image and packages are hints, so that the bundle
 * runs without containers, too. `heavy` is false for a tool that only prepares the step's work.
 */
export function requirementsOf(step: ExportStep, heavy = true): JsonObject {
  const packages = pythonRequirements(step.imports, step.wishes.packages ?? []);
  const { image, gpus } = step.wishes;
  return {
    requirements: [
      ...(step.network ? [{ class: "NetworkAccess", networkAccess: true }] : []),
      ...(heavy ? amounts(step) : []),
    ],
    hints: [
      ...(image === undefined ? [] : [{ class: "DockerRequirement", dockerPull: image }]),
      ...(heavy && gpus ? [cudaRequirement(gpus)] : []),
      ...(packages.length === 0
        ? []
        : [{ class: "SoftwareRequirement", packages: packages.map((name) => ({ package: name })) }]),
    ],
  } as unknown as JsonObject;
}

function amounts({ wishes }: ExportStep): JsonObject[] {
  const memory = wishes.memory === undefined ? null : bytesOf(wishes.memory);
  const seconds = wishes.time === undefined ? null : secondsOf(wishes.time);
  const resources = {
    ...(wishes.cpus === undefined ? {} : { coresMin: wishes.cpus }),
    ...(memory === null ? {} : { ramMin: Math.max(1, Math.ceil(memory / 2 ** 20)) }),
  };
  return [
    ...(Object.keys(resources).length === 0 ? [] : [{ class: "ResourceRequirement", ...resources }]),
    ...(seconds === null ? [] : [{ class: "ToolTimeLimit", timelimit: Math.ceil(seconds) }]),
  ];
}

/** CWL itself knows no GPUs; cwltool and toil read this extension, others leave it. */
function cudaRequirement(gpus: number): JsonObject {
  return {
    class: "cwltool:CUDARequirement",
    cudaVersionMin: "11.0",
    cudaComputeCapability: "3.0",
    cudaDeviceCountMin: gpus,
    cudaDeviceCountMax: gpus,
  };
}
