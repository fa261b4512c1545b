import type { CellId } from "../../model/flow.ts";
import type { Json, JsonObject } from "../../model/notebook.ts";
import type { ExportStep } from "../export-steps.ts";
import type { Parameter, ParameterType } from "../parameters.ts";
import type { ExportScatter } from "../scatters.ts";
import { watchedBy } from "../watched.ts";
import type { Conditions } from "./conditions.ts";
import type { Ports } from "./ports.ts";
import { requirementsOf } from "./requirements.ts";

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

/** One step as a CommandLineTool, a scattered one as three: values in as files, values out as files, code never in an expression. */
export function toolsOf(
  step: ExportStep,
  steps: readonly ExportStep[],
  ports: Ports,
  parameters: readonly Parameter[],
  parametersIn: CellId | null,
  conditions: Conditions,
): JsonObject[] {
  const asked = conditions.of(step.id)?.parameter;
  const own = parametersFor(step, parameters, parametersIn);
  const inputs = [
    ...support.map((id, position) => ({
      id,
      type: "File",
      inputBinding: position === 0 ? { position } : { position, prefix: id === "cw_runner" ? "--runner" : "--step" },
    })),
    ...step.takes.map(({ name, from }) => ({
      id: takenPort(step, name, from, ports),
      type: conditions.versions(name, from).certain ? "File" : "File?",
      inputBinding: { position: 4, prefix: "--take" },
    })),
    ...step.reads.map(({ path }) => ({
      id: ports.file(path),
      type: "File?",
      inputBinding: { position: 4, prefix: `--stage=${ports.file(path)}=`, separate: false },
    })),
    ...step.after.map((id) => ({ id: `after_${id}`, type: conditions.of(id) ? "File?" : "File" })),
    // Only whether it runs at all hangs on it.
    ...(asked ? [{ id: `parameter_${asked.name}`, type: parameterType(asked) }] : []),
    ...own.map(parameterInput),
  ];
  const words = [
    ...["--name", step.id, "--order", String(steps.indexOf(step))],
    ...[...step.reads.map(({ path }) => path), ...step.writes].flatMap((path) => [
      "--file",
      `${ports.file(path)}=${path}`,
    ]),
    ...own.filter(({ type, list }) => type === "bool" && !list).flatMap(({ name }) => ["--false", name]),
  ];
  const common = { step, inputs, words };
  const whole = tool(common, {
    id: step.id,
    ...(step.description === "" ? {} : { doc: step.description }),
    words: wordsOfWhole(step, steps, ports),
    inputs: step.scatter ? [resultsInput] : [],
    outputs: outputsOf(step, ports),
  });
  return step.scatter ? [...partsOf(common, step.scatter), whole] : [whole];
}

interface Common {
  readonly step: ExportStep;
  readonly inputs: readonly JsonObject[];
  readonly words: readonly string[];
}

interface Own {
  readonly id: string;
  readonly doc?: string;
  readonly words: readonly string[];
  readonly inputs: readonly JsonObject[];
  readonly outputs: readonly JsonObject[];
}

function tool(common: Common, { id, doc, words, inputs, outputs }: Own): JsonObject {
  return {
    class: "CommandLineTool",
    id,
    ...(doc === undefined ? {} : { doc }),
    baseCommand: ["python3"],
    arguments: [...common.words, ...words].map((valueFrom) => ({ position: 3, valueFrom })),
    inputs: [...common.inputs, ...inputs],
    outputs: [...outputs],
    ...requirementsOf(common.step, id !== itemsTool(common.step)),
  };
}

/** The tools that write the items of a skeleton down, and that run some of them. */
function partsOf(common: Common, scatter: ExportScatter): JsonObject[] {
  const { id } = common.step;
  const axes = axisNames(scatter);
  const items = tool(common, {
    id: itemsTool(common.step),
    doc: `Writes down the items of \`${scatter.skeleton}\`.`,
    words: axes.flatMap((axis) => ["--items", `items${axis}`]),
    inputs: [{ id: "pieces", type: "int", inputBinding: { position: 4, prefix: "--pieces" } }],
    outputs: axes.map((axis) => ({
      id: `items${axis}`,
      type: { type: "array", items: "File" },
      outputBinding: { glob: `items${axis}/*.cwi` },
    })),
  });
  const each = tool(common, {
    id: eachTool(common.step),
    doc: `Runs some items of \`${scatter.skeleton}\`.`,
    words: ["--result", `${id}.cwr`],
    inputs: axes.map((axis) => ({
      id: `piece${axis}`,
      type: "File",
      inputBinding: { position: 4, prefix: "--piece" },
    })),
    outputs: [{ id: "result", type: "File", outputBinding: { glob: `${id}.cwr` } }],
  });
  return [items, each];
}

export const itemsTool = ({ id }: ExportStep) => `${id}_items`;
export const eachTool = ({ id }: ExportStep) => `${id}_each`;

/** What tells the lists of a product apart; of all else there is one. */
export function axisNames({ axes }: ExportScatter): readonly string[] {
  return axes === 1 ? [""] : Array.from({ length: axes }, (_, axis) => `_${axis + 1}`);
}

const resultsInput: JsonObject = {
  id: "results",
  type: { type: "array", items: "File", inputBinding: { prefix: "--results" } },
  inputBinding: { position: 4 },
};

function outputsOf(step: ExportStep, ports: Ports): JsonObject[] {
  return [
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
  ];
}

/** A port by name and maker: of a name that two steps leave, both. */
export function takenPort(step: ExportStep, name: string, from: string, ports: Ports): string {
  const several = step.takes.filter((take) => take.name === name).length > 1;
  return several ? `in_${ports.variable(name)}_of_${from}` : `in_${ports.variable(name)}`;
}

/** What only the tool needs that leaves the step's values. */
function wordsOfWhole(step: ExportStep, steps: readonly ExportStep[], ports: Ports): string[] {
  return [
    ...["--shown", step.id, "--wanted", step.wanted.join(","), "--watched", watchedBy(step, steps).join(",")],
    ...step.gives.flatMap((name) => ["--give", `${name}=values/${ports.variable(name)}.cwv`]),
  ];
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
