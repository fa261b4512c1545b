import type { Diagnostic } from "../model/diagnostic.ts";
import { notice, type PipelineTask } from "./pipeline.ts";

/** The tasks so that each comes after those it waits for, else in the order of the file. */
export function orderTasks(tasks: readonly PipelineTask[]): {
  readonly ordered: readonly PipelineTask[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const left = new Set(tasks);
  const done = new Set<string>();
  const ordered: PipelineTask[] = [];
  let circle: PipelineTask | null = null;
  while (left.size > 0) {
    const next = [...left].find(({ after }) => after.every((id) => done.has(id)));
    const [first] = left;
    if (next === undefined) circle ??= first ?? null;
    const task = next ?? first;
    if (!task) break;
    left.delete(task);
    done.add(task.id);
    ordered.push({ ...task, after: task.after.filter((id) => done.has(id) && id !== task.id) });
  }
  if (circle === null) return { ordered, diagnostics: [] };
  const message = `“${circle.title}” waits for a node that waits for it.`;
  return {
    ordered,
    diagnostics: [notice("CW3928", message, "Take one of the links out of the pipeline and import again.")],
  };
}
