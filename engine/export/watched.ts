import type { ExportStep } from "./export-steps.ts";

/** Names that a step must leave as they are: later steps take them from steps before it. */
export function watchedBy(step: ExportStep, steps: readonly ExportStep[]): readonly string[] {
  const at = steps.indexOf(step);
  const before = new Set(steps.slice(0, at).map(({ id }) => id));
  const later = steps.slice(at + 1).flatMap(({ takes }) => takes.filter(({ from }) => before.has(from)));
  return [...new Set(later.map(({ name }) => name))].filter((name) => !step.gives.includes(name));
}
