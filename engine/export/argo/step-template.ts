import type { JsonObject } from "../../model/notebook.ts";
import { bytesOf, secondsOf } from "../../model/resource-wishes.ts";
import type { ResourceWishes } from "../../model/skeleton.ts";
import type { Bundle } from "../bundle/bundle.ts";
import { harnessWords } from "../bundle/harness-words.ts";
import { shellWord } from "../bundle/spelling.ts";
import type { Ports } from "../cwl/ports.ts";
import { takenPort } from "../cwl/tool.ts";
import type { ExportStep } from "../export-steps.ts";
import { pythonRequirements } from "../requirements.ts";
import type { CodeMaps } from "./config-maps.ts";
import { untagged } from "./escape.ts";
import { isJson, parameterName } from "./workflow-parameters.ts";

/** What runs a step that asks for no image. */
export const usualImage = "python:3.12-slim";

/** Names of templates and tasks begin with a letter and have no `_`. */
export const templateName = (step: string) => `step-${step.replaceAll("_", "-")}`;

export function artifactOf(step: ExportStep, { name, from }: ExportStep["takes"][number], ports: Ports): string {
  return takenPort(step, name, from, ports);
}

/** One step as a pod: its code from ConfigMaps, its values and files as artifacts, begun again when its machine fails. */
export function stepTemplate(step: ExportStep, bundle: Bundle, maps: CodeMaps): JsonObject {
  const { wishes } = step;
  const seconds = wishes.time === undefined ? null : secondsOf(wishes.time);
  const inputs = inputsOf(step, bundle);
  return {
    name: templateName(step.id),
    ...(step.description === "" ? {} : { metadata: { annotations: { description: untagged(step.description) } } }),
    // OnError: a pod that was lost is begun again, code that fails is not.
    retryStrategy: { limit: 3, retryPolicy: "OnError", backoff: { duration: "10s", factor: 2, maxDuration: "10m" } },
    ...(seconds === null ? {} : { activeDeadlineSeconds: Math.max(1, Math.ceil(seconds)) }),
    ...(inputs.length === 0 ? {} : { inputs: { artifacts: inputs } }),
    outputs: { artifacts: outputsOf(step, bundle.ports) },
    volumes: [{ name: "work", emptyDir: {} }],
    container: {
      image: untagged(wishes.image ?? usualImage),
      command: ["sh", "-ec"],
      args: [script(step), "sh", ...words(step, bundle)],
      workingDir: "/work",
      ...resources(wishes),
      volumeMounts: [
        { name: "work", mountPath: "/work" },
        { name: maps.support.name, mountPath: "/cellweave" },
        { name: maps.steps.get(step.id)?.name ?? "", mountPath: "/steps" },
        ...(maps.data !== null && step.reads.some(({ from }) => from === null)
          ? [{ name: maps.data.name, mountPath: "/data" }]
          : []),
      ],
    },
  } as unknown as JsonObject;
}

/** An image of one's own has what the step imports; the usual one gets it first. */
function script({ wishes, imports }: ExportStep): string {
  const packages = pythonRequirements(imports, wishes.packages ?? []);
  const wanted = wishes.image === undefined ? ["ipython", ...packages] : (wishes.packages ?? []);
  const install = `python3 -m pip install --quiet --root-user-action=ignore ${wanted.map(shellWord).join(" ")}`;
  return untagged([...(wanted.length === 0 ? [] : [install]), 'exec python3 "$@"'].join("\n"));
}

function words(step: ExportStep, bundle: Bundle): string[] {
  const { steps, ports, parameters, parametersIn } = bundle;
  const constant = harnessWords(step, steps, ports, {
    ...{
      harness: "/cellweave/harness.py",
      runner: "/cellweave/runner.pyz",
      step: `/steps/${step.id}.py`,
      shown: "shown",
    },
    taken: (name, from) => `/inputs/${artifactOf(step, { name, from }, ports)}.cwv`,
    given: (name) => `values/${ports.variable(name)}.cwv`,
    staged: (path, from) => `${from === null ? "/data" : "/inputs"}/${ports.file(path)}`,
  });
  const given = parameters.map((parameter) => {
    const kind = isJson(parameter) ? "json" : parameter.type;
    return `--parameter=${kind}:${parameter.name}={{workflow.parameters.${parameterName(parameter)}}}`;
  });
  return [...constant.flat().map(untagged), ...(parametersIn === step.id ? given : [])];
}

function inputsOf(step: ExportStep, { ports }: Bundle): JsonObject[] {
  return [
    ...step.takes.map((take) => {
      const name = artifactOf(step, take, ports);
      return { name, path: `/inputs/${name}.cwv` };
    }),
    ...step.reads
      .filter(({ from }) => from !== null)
      .map(({ path }) => ({ name: ports.file(path), path: `/inputs/${ports.file(path)}`, optional: true })),
  ];
}

function outputsOf(step: ExportStep, ports: Ports): JsonObject[] {
  return [
    ...step.gives.map((name) => ({ name: ports.variable(name), path: `/work/values/${ports.variable(name)}.cwv` })),
    ...step.writes.map((path) => ({
      name: `written_${ports.file(path)}`,
      path: `/work/files/${ports.file(path)}`,
      optional: true,
    })),
    { name: "shown", path: "/work/shown" },
  ];
}

function resources({ cpus, memory, gpus }: ResourceWishes): JsonObject {
  const bytes = memory === undefined ? null : bytesOf(memory);
  const requests = {
    ...(cpus === undefined ? {} : { cpu: String(cpus) }),
    ...(bytes === null ? {} : { memory: `${Math.max(1, Math.ceil(bytes / 2 ** 20))}Mi` }),
  };
  const limits = {
    ...(requests.memory === undefined ? {} : { memory: requests.memory }),
    ...(gpus ? { "nvidia.com/gpu": String(gpus) } : {}),
  };
  const wanted = {
    ...(Object.keys(requests).length === 0 ? {} : { requests }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
  };
  return Object.keys(wanted).length === 0 ? {} : { resources: wanted };
}
