import type { CellId } from "../../model/flow.ts";
import type { JsonObject } from "../../model/notebook.ts";
import type { ExportStep } from "../export-steps.ts";
import type { Parameter } from "../parameters.ts";
import type { Conditions } from "./conditions.ts";
import type { Ports } from "./ports.ts";
import { axisNames, eachTool, itemsTool, parametersFor, parameterType, supportInputs, takenPort } from "./tool.ts";

/** In how many pieces the items of each skeleton are given out unless the inputs say otherwise. */
export const usualPieces = 8;

const piecesInput: JsonObject = {
  id: "pieces",
  type: "int",
  default: usualPieces,
  doc: "In how many pieces the items of each skeleton are given out, at most.",
};

/** The steps joined: each value goes from the step that leaves it to those that take it, and the last of each name out. */
export function workflowOf(
  name: string,
  steps: readonly ExportStep[],
  results: readonly { readonly name: string; readonly from: string }[],
  ports: Ports,
  parameters: readonly Parameter[],
  parametersIn: CellId | null,
  conditions: Conditions,
): JsonObject {
  const requirements = requirementsOf(steps, results, conditions);
  const scatters = steps.some(({ scatter }) => scatter !== null);
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
      ...(scatters ? [piecesInput] : []),
      ...[...data].map((path) => ({ id: ports.file(path), type: "File" })),
      ...supportInputs.filter((input) => input.name !== "cw_step").map((input) => ({ id: input.name, type: "File" })),
      ...steps.map((step) => ({ id: `cw_step_${step.id}`, type: "File" })),
    ],
    outputs: [
      ...results.map(({ name, from }) => {
        const { source, ...pick } = versionsOf(name, from, ports, conditions);
        const type = conditions.versions(name, from).certain ? "File" : "File?";
        return { id: `value_${ports.variable(name)}`, type, outputSource: source, ...pick };
      }),
      ...[...written].map(([path, from]) => ({
        id: `written_${ports.file(path)}`,
        type: "File?",
        outputSource: `${from}/written_${ports.file(path)}`,
      })),
      ...steps.map(({ id }) => ({
        id: `shown_${id}`,
        type: conditions.of(id) ? "Directory?" : "Directory",
        outputSource: `${id}/shown`,
      })),
    ],
    ...(requirements.length > 0 ? { requirements: requirements.map((name) => ({ class: name })) } : {}),
    steps: steps.flatMap((step) => stepsOf(step, ports, parametersFor(step, parameters, parametersIn), conditions)),
  };
}

/** What an engine must be able to do to join the steps. */
function requirementsOf(
  steps: readonly ExportStep[],
  results: readonly { readonly name: string; readonly from: string }[],
  conditions: Conditions,
): string[] {
  const asked = steps.flatMap(({ id }) => conditions.of(id) ?? []);
  const taken = [...steps.flatMap(({ takes }) => takes), ...results];
  const several = asked.length > 0 && taken.some(({ name, from }) => conditions.versions(name, from).from.length > 1);
  return [
    ...(steps.some(({ scatter }) => scatter !== null) ? ["ScatterFeatureRequirement"] : []),
    ...(several ? ["MultipleInputFeatureRequirement"] : []),
    ...(asked.some(({ script }) => script) ? ["InlineJavascriptRequirement"] : []),
  ];
}

/** The value as the step leaves it, and where the step is left out, as it was before. */
function versionsOf(
  name: string,
  from: string,
  ports: Ports,
  conditions: Conditions,
): { readonly source: string | string[]; readonly pickValue?: "first_non_null" } {
  const sources = conditions.versions(name, from).from.map((step) => `${step}/${ports.variable(name)}`);
  const [only, ...earlier] = sources;
  return earlier.length === 0 ? { source: only ?? "" } : { source: sources, pickValue: "first_non_null" };
}

/** A step of the workflow; a scattered one as three: its items, some of them in each of many, and what comes of all. */
function stepsOf(
  step: ExportStep,
  ports: Ports,
  parameters: readonly Parameter[],
  conditions: Conditions,
): JsonObject[] {
  const condition = conditions.of(step.id);
  const inputs = inputsOf(step, ports, condition ? [condition.parameter] : parameters, conditions);
  const outputs = [
    ...step.gives.map((given) => ports.variable(given)),
    ...step.writes.map((path) => `written_${ports.file(path)}`),
    "shown",
    "log",
  ];
  const whole = {
    id: step.id,
    run: `#${step.id}`,
    in: inputs,
    out: outputs,
    ...(condition ? { when: condition.when } : {}),
  };
  if (step.scatter === null) return [whole];
  const [items, each, axes] = [itemsTool(step), eachTool(step), axisNames(step.scatter)];
  const pieces = axes.map((axis) => `piece${axis}`);
  return [
    {
      id: items,
      run: `#${items}`,
      in: [...inputs, { id: "pieces", source: "pieces" }],
      out: axes.map((axis) => `items${axis}`),
    },
    {
      id: each,
      run: `#${each}`,
      in: [...inputs, ...axes.map((axis) => ({ id: `piece${axis}`, source: `${items}/items${axis}` }))],
      out: ["result"],
      scatter: pieces,
      scatterMethod: pieces.length > 1 ? "flat_crossproduct" : "dotproduct",
    },
    { ...whole, in: [...inputs, { id: "results", source: `${each}/result` }] },
  ];
}

function inputsOf(
  step: ExportStep,
  ports: Ports,
  parameters: readonly Parameter[],
  conditions: Conditions,
): JsonObject[] {
  return [
    ...supportInputs.map((input) => ({
      id: input.name,
      source: input.name === "cw_step" ? `cw_step_${step.id}` : input.name,
    })),
    ...step.takes.map(({ name, from }) => ({
      id: takenPort(step, name, from, ports),
      ...versionsOf(name, from, ports, conditions),
    })),
    ...step.reads.map(({ path, from }) => ({
      id: ports.file(path),
      source: from === null ? ports.file(path) : `${from}/written_${ports.file(path)}`,
    })),
    ...step.after.map((id) => ({ id: `after_${id}`, source: `${id}/log` })),
    ...parameters.map(({ name }) => ({ id: `parameter_${name}`, source: `parameter_${name}` })),
  ];
}
