import type { ExportStep } from "../export-steps.ts";
import { portName, uniqueNames } from "../names.ts";

/** The names under which variables and files go in and out: the same everywhere in a workflow. */
export interface Ports {
  variable(name: string): string;
  file(path: string): string;
}

export function portsOf(steps: readonly ExportStep[]): Ports {
  const names = [...new Set(steps.flatMap((step) => [...step.gives, ...step.takes.map((take) => take.name)]))];
  const paths = [...new Set(steps.flatMap((step) => [...step.writes, ...step.reads.map((read) => read.path)]))];
  const variables = table(names, portName);
  const files = table(paths, (path) => `file_${path.replace(/[^A-Za-z0-9]+/g, "_")}`);
  return {
    variable: (name) => variables.get(name) ?? portName(name),
    file: (path) => files.get(path) ?? `file_${path}`,
  };
}

function table(keys: readonly string[], name: (key: string) => string): ReadonlyMap<string, string> {
  const unique = uniqueNames(keys.map(name));
  return new Map(keys.map((key, at) => [key, unique[at] ?? key]));
}
