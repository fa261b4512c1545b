import type { CellId } from "../model/flow.ts";
import type { RunEvent } from "../model/run.ts";
import { tell } from "./report.ts";
import type { Running, StepInRun } from "./running.ts";
import type { StoredStep } from "./stored-step.ts";
import { seenBy } from "./validate.ts";

/** Makes a stored result the step's own. */
export function takeOver(running: Running, step: StepInRun, stored: StoredStep, reason: string): void {
  step.state = "finished";
  step.job = null;
  step.unkept = stored.cheap === true;
  for (const [index, cell] of step.cells.entries()) {
    const entry = stored.cells[index];
    if (!entry) continue;
    cell.record = {
      ...entry.record,
      reads: Object.fromEntries(
        Object.entries(entry.record.reads).map(([name, origin]) => [name, origin === null ? null : cell.id]),
      ),
    };
    cell.outcome = "succeeded";
    cell.cached = true;
    cell.reason = reason;
    cell.versions = new Map(
      Object.entries(entry.values).map(([name, digest]) => [
        name,
        {
          name,
          cell: cell.id,
          order: cell.order,
          deleted: entry.record.deletes.includes(name),
          digest,
          group: (digest === null ? null : entry.groups[digest]) ?? [name],
          copyOf: entry.copies.includes(name) ? (seenBy(cell, name) ?? null) : null,
          stuck: null,
        },
      ]),
    );
    for (const [name, version] of cell.versions) {
      const others = (running.versions.get(name) ?? []).filter((other) => other.cell !== cell.id);
      running.versions.set(
        name,
        [...others, version].sort((a, b) => a.order - b.order),
      );
    }
    for (const event of entry.events) tell(running, retold(event, cell.id, cell.executionCount));
  }
}

function retold(event: RunEvent, cell: CellId, executionCount: number): RunEvent {
  if (event.event === "output" && event.output.output_type === "execute_result") {
    return { ...event, cell, output: { ...event.output, execution_count: executionCount } };
  }
  return "cell" in event ? ({ ...event, cell } as RunEvent) : event;
}
