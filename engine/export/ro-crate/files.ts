import { exportSteps } from "../export-steps.ts";
import type { ExportInput } from "../exporter.ts";

/** Files that the run read from or left in the notebook's folder. */
export interface CrateFiles {
  readonly read: readonly string[];
  readonly written: readonly string[];
}

/** What the run's cells were seen to read and to write, below the notebook's folder; what they wrote first is no input. */
export function crateFiles(input: ExportInput): CrateFiles {
  const { steps } = exportSteps(input);
  const written = [...new Set(steps.flatMap((step) => step.writes))];
  const read = new Set(steps.flatMap((step) => step.reads.flatMap(({ path, from }) => (from === null ? [path] : []))));
  return { read: [...read].filter((path) => !written.includes(path)), written };
}
