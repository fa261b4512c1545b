import { type Ports, portsOf } from "../cwl/ports.ts";
import { parametersFor } from "../cwl/tool.ts";
import { type ExportSteps, exportSteps } from "../export-steps.ts";
import type { ExportFile, ExportInput } from "../exporter.ts";
import { type Parameter, parameterCell, parametersOf } from "../parameters.ts";
import { stepFile } from "../step-file.ts";

/** What every format that runs steps by `harness.py` is made of. */
export interface Bundle extends ExportSteps {
  readonly ports: Ports;
  /** For each name the step that leaves its final value. */
  readonly lastOf: ReadonlyMap<string, string>;
  readonly parameters: readonly Parameter[];
  /** The step that sets the parameters; null where there are none. */
  readonly parametersIn: string | null;
  /** Files of the notebook's folder that no step writes before they are read. */
  readonly data: readonly string[];
  /** The harness, the runner, the steps' code and the data. */
  readonly files: readonly ExportFile[];
}

export function bundleOf(input: ExportInput): Bundle {
  const exported = exportSteps(input);
  const { steps } = exported;
  const ports = portsOf(steps);
  const cell = parameterCell(input.apart.flow);
  const parameters = parametersOf(input.apart.flow, input.parser);
  const data = [...new Set(steps.flatMap(({ reads }) => reads.flatMap(({ path, from }) => (from ? [] : [path]))))];
  const setting = steps.find((step) => parametersFor(step, parameters, cell).length > 0);
  return {
    ...exported,
    ...{ ports, parameters, data },
    lastOf: new Map(exported.results.map(({ name, from }) => [name, from])),
    parametersIn: setting?.id ?? null,
    files: [
      ...steps.map((step) => ({ path: `steps/${step.id}.py`, text: stepFile(step, input.name, cell) })),
      { path: "harness.py", text: input.support["harness.py"] ?? "" },
      { path: "runner.pyz", runner: true as const },
      ...data.map((path) => ({ path: `data/${ports.file(path)}`, from: path })),
    ],
  };
}

/** The heading of the notebook, else its name, on one line. */
export function titleOf({ name, flow }: Pick<ExportInput, "name" | "flow">): string {
  const heading = flow.cells.find(({ kind, source }) => kind === "markdown" && /^#\s/.test(source))?.source;
  return (heading?.split("\n")[0]?.replace(/^#+\s*/, "") || name).replace(/\s+/g, " ");
}
