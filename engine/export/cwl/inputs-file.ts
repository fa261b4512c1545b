import type { ExportStep } from "../export-steps.ts";
import type { Parameter } from "../parameters.ts";
import type { Ports } from "./ports.ts";
import { supportInputs } from "./tool.ts";
import { usualPieces } from "./workflow.ts";

/** `inputs.yml`: where the bundle's own files and data are, and the parameters with their defaults. JSON is legal YAML. */
export function inputsFile(
  data: readonly string[],
  parameters: readonly Parameter[],
  ports: Ports,
  steps: readonly ExportStep[],
): string {
  const file = (path: string) => `{"class": "File", "location": ${JSON.stringify(encodeURI(path))}}`;
  const shared = supportInputs.filter(({ name }) => name !== "cw_step");
  const lines = [
    ...parameters.map(({ name, value }) => `${key(`parameter_${name}`)}: ${JSON.stringify(value)}`),
    ...(steps.some(({ scatter }) => scatter !== null) ? [`pieces: ${usualPieces}`] : []),
    ...data.map((path) => `${key(ports.file(path))}: ${file(`data/${ports.file(path)}`)}`),
    "# The bundle's own files",
    ...shared.map(({ name, path }) => `${key(name)}: ${file(path(""))}`),
    ...steps.map(({ id }) => `${key(`cw_step_${id}`)}: ${file(`steps/${id}.py`)}`),
  ];
  return `${lines.join("\n")}\n`;
}

const key = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));
