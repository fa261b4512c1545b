import type { CellId } from "../../model/flow.ts";
import type { JsonObject } from "../../model/notebook.ts";
import type { ExportStep } from "../export-steps.ts";
import type { Parameter } from "../parameters.ts";
import type { Ports } from "./ports.ts";
import { parametersFor, parameterType, supportInputs, takenPort } from "./tool.ts";

/** The steps joined: each value goes from the step that leaves it to those that take it, and the last of each name out. */
export function workflowOf(
  name: string,
  steps: readonly ExportStep[],
  results: readonly { readonly name: string; readonly from: string }[],
  ports: Ports,
  parameters: readonly Parameter[],
  parametersIn: CellId | null,
): JsonObject {
  const data = new Set(steps.flatMap((step) => step.reads.flatMap(({ path, from }) => (from === null ? [path] : []))));
  const written = new Map(steps.flatMap((step) => step.writes.map((path) => [path, step.id] as const)));
  const [first] = steps.flatMap((step) => (step.description === "" ? [] : [step.description]));
  return {
    class: "Workflow",
    id: "main",
    label: name,
    ...(first === undefined ? {} : { doc: first }),
    inputs: [
      ...parameters.map((parameter) => ({
        id: `parameter_${parameter.name}`,
        type: parameterType(parameter),
        default: parameter.value,
      })),
      ...[...data].map((path) => ({ id: ports.file(path), type: "File" })),
      ...supportInputs.filter((input) => input.name !== "cw_step").map((input) => ({ id: input.name, type: "File" })),
      ...steps.map((step) => ({ id: `cw_step_${step.id}`, type: "File" })),
    ],
    outputs: [
      ...results.map((result) => ({
        id: `value_${ports.variable(result.name)}`,
        type: "File",
        outputSource: `${result.from}/${ports.variable(result.name)}`,
      })),
      ...[...written].map(([path, from]) => ({
        id: `written_${ports.file(path)}`,
        type: "File?",
        outputSource: `${from}/written_${ports.file(path)}`,
      })),
      ...steps.map((step) => ({ id: `shown_${step.id}`, type: "Directory", outputSource: `${step.id}/shown` })),
    ],
    steps: steps.map((step) => ({
      id: step.id,
      run: `#${step.id}`,
      in: [
        ...supportInputs.map((input) => ({
          id: input.name,
          source: input.name === "cw_step" ? `cw_step_${step.id}` : input.name,
        })),
        ...step.takes.map(({ name: taken, from }) => ({
          id: takenPort(step, taken, from, ports),
          source: `${from}/${ports.variable(taken)}`,
        })),
        ...step.reads.map(({ path, from }) => ({
          id: ports.file(path),
          source: from === null ? ports.file(path) : `${from}/written_${ports.file(path)}`,
        })),
        ...step.after.map((id) => ({ id: `after_${id}`, source: `${id}/log` })),
        ...parametersFor(step, parameters, parametersIn).map((parameter) => ({
          id: `parameter_${parameter.name}`,
          source: `parameter_${parameter.name}`,
        })),
      ],
      out: [
        ...step.gives.map((given) => ports.variable(given)),
        ...step.writes.map((path) => `written_${ports.file(path)}`),
        "shown",
        "log",
      ],
    })),
  };
}
