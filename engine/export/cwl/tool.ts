import type { CellId } from "../../model/flow.ts";
import type { Json, JsonObject } from "../../model/notebook.ts";
import type { ExportStep } from "../export-steps.ts";
import type { Parameter, ParameterType } from "../parameters.ts";
import { pythonRequirements } from "../requirements.ts";
import type { Ports } from "./ports.ts";

const support = ["cw_harness", "cw_runner", "cw_step"] as const;

/** What a tool takes besides its values: where it is in the bundle. */
export const supportInputs: readonly {
  readonly name: (typeof support)[number];
  readonly path: (step: string) => string;
}[] = [
  { name: "cw_harness", path: () => "harness.py" },
  { name: "cw_runner", path: () => "runner.pyz" },
  { name: "cw_step", path: (step) => `steps/${step}.py` },
];

const cwlTypes: { readonly [type in ParameterType]: string } = {
  int: "long",
  float: "double",
  str: "string",
  bool: "boolean",
};

export function parameterType({ type, list }: Parameter): Json {
  return list ? { type: "array", items: cwlTypes[type] } : cwlTypes[type];
}

/** The parameters that a step sets. */
export function parametersFor(
  step: ExportStep,
  parameters: readonly Parameter[],
  cell: CellId | null,
): readonly Parameter[] {
  return step.cells.some((own) => own.cell.id === cell) ? parameters : [];
}

/** One step as a CommandLineTool: values in as files, values out as files, code never in an expression. */
export function toolOf(
  step: ExportStep,
  steps: readonly ExportStep[],
  ports: Ports,
  parameters: readonly Parameter[],
  parametersIn: CellId | null,
): JsonObject {
  const own = parametersFor(step, parameters, parametersIn);
  return {
    class: "CommandLineTool",
    id: step.id,
    ...(step.description === "" ? {} : { doc: step.description }),
    baseCommand: ["python3"],
    arguments: constantArguments(step, steps, ports, own),
    inputs: [
      ...support.map((id, position) => ({
        id,
        type: "File",
        inputBinding: position === 0 ? { position } : { position, prefix: id === "cw_runner" ? "--runner" : "--step" },
      })),
      ...takenPorts(step, ports).map((id) => ({ id, type: "File", inputBinding: { position: 4, prefix: "--take" } })),
      ...step.reads.map(({ path }) => ({
        id: ports.file(path),
        type: "File?",
        inputBinding: { position: 4, prefix: `--stage=${ports.file(path)}=`, separate: false },
      })),
      ...step.after.map((id) => ({ id: `after_${id}`, type: "File" })),
      ...own.map(parameterInput),
    ],
    outputs: [
      ...step.gives.map((name) => ({
        id: ports.variable(name),
        type: "File",
        outputBinding: { glob: `values/${ports.variable(name)}.cwv` },
      })),
      ...step.writes.map((path) => ({
        id: `written_${ports.file(path)}`,
        type: "File?",
        outputBinding: { glob: `files/${ports.file(path)}` },
      })),
      { id: "shown", type: "Directory", outputBinding: { glob: step.id } },
      { id: "log", type: "File", outputBinding: { glob: `${step.id}/text.txt` } },
    ],
    ...requirements(step),
  };
}

/** Ports by name and maker: of a name that two steps leave, both. */
export function takenPorts(step: ExportStep, ports: Ports): readonly string[] {
  return step.takes.map(({ name, from }) => takenPort(step, name, from, ports));
}

export function takenPort(step: ExportStep, name: string, from: string, ports: Ports): string {
  const several = step.takes.filter((take) => take.name === name).length > 1;
  return several ? `in_${ports.variable(name)}_of_${from}` : `in_${ports.variable(name)}`;
}

function constantArguments(
  step: ExportStep,
  steps: readonly ExportStep[],
  ports: Ports,
  parameters: readonly Parameter[],
): JsonObject[] {
  const at = steps.indexOf(step);
  const later = new Set(steps.slice(at + 1).flatMap((other) => other.takes.map((take) => take.name)));
  const words = [
    ...["--name", step.id, "--order", String(at), "--shown", step.id],
    ...["--wanted", step.wanted.join(","), "--watched", [...later].join(",")],
    ...step.gives.flatMap((name) => ["--give", `${name}=values/${ports.variable(name)}.cwv`]),
    ...[...step.reads.map(({ path }) => path), ...step.writes].flatMap((path) => [
      "--file",
      `${ports.file(path)}=${path}`,
    ]),
    ...parameters.filter(({ type, list }) => type === "bool" && !list).flatMap(({ name }) => ["--false", name]),
  ];
  return words.map((valueFrom) => ({ position: 3, valueFrom }));
}

function parameterInput(parameter: Parameter): JsonObject {
  const { name, type, list } = parameter;
  const id = `parameter_${name}`;
  if (list) {
    const inputBinding = { prefix: `--item=${type}:${name}=`, separate: false };
    return { id, type: { type: "array", items: cwlTypes[type], inputBinding }, inputBinding: { position: 5 } };
  }
  if (type === "bool") return { id, type: "boolean", inputBinding: { position: 5, prefix: `--true=${name}` } };
  const inputBinding = { position: 5, prefix: `--parameter=${type}:${name}=`, separate: false };
  return { id, type: cwlTypes[type], inputBinding };
}

function requirements(step: ExportStep): JsonObject {
  const packages = pythonRequirements(step.imports, step.wishes.packages ?? []);
  const { image, cpus, memory } = step.wishes;
  const megabytes = memory === undefined ? null : mebibytes(memory);
  return {
    requirements: [
      ...(step.network ? [{ class: "NetworkAccess", networkAccess: true }] : []),
      ...(cpus === undefined && megabytes === null
        ? []
        : [
            {
              class: "ResourceRequirement",
              ...(cpus === undefined ? {} : { coresMin: cpus }),
              ...(megabytes === null ? {} : { ramMin: megabytes }),
            },
          ]),
    ],
    hints: [
      ...(image === undefined ? [] : [{ class: "DockerRequirement", dockerPull: image }]),
      ...(packages.length === 0
        ? []
        : [{ class: "SoftwareRequirement", packages: packages.map((name) => ({ package: name })) }]),
    ],
  } as unknown as JsonObject;
}

const units: { readonly [unit: string]: number } = { K: 1 / 1024, M: 1, G: 1024, T: 1024 * 1024 };

function mebibytes(text: string): number | null {
  const [, number, unit] = /^([\d.]+)\s*([KMGT])i?B?$/i.exec(text.trim()) ?? [];
  const factor = units[unit?.toUpperCase() ?? ""];
  return number === undefined || factor === undefined ? null : Math.ceil(Number(number) * factor);
}
