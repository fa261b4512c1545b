import type { RunEvent } from "../model/run.ts";
import type { CellInRun, Running } from "./running.ts";

type Untimed = RunEvent extends infer E ? (E extends unknown ? Omit<E, "at"> : never) : never;

/** Tells everybody who listens to the run what happened, now. */
export function tell(running: Running, event: Untimed): void {
  running.world.emit({ at: running.world.clock(), ...event } as RunEvent);
}

const lastTold = new WeakMap<Running, string>();

/** How far the run is; told only when it differs from what was last told. */
export function reportProgress(running: Running): void {
  const done = running.cells.filter((cell) => cell.outcome !== null).length;
  const active = running.cells.filter(isRunning).map((cell) => cell.id);
  const key = `${done} ${active.join(" ")}`;
  if (lastTold.get(running) === key) return;
  lastTold.set(running, key);
  tell(running, {
    event: "progress",
    done,
    total: running.cells.length,
    running: active,
    secondsLeft: secondsLeft(running),
  });
}

function isRunning(cell: CellInRun): boolean {
  const { step } = cell;
  if (step.state !== "running" || cell.outcome !== null) return false;
  return step.cells.find((other) => other.outcome === null) === cell;
}

/** Work left by earlier measurements, shared among the slots; null when a cell was never measured. */
function secondsLeft(running: Running): number | null {
  let seconds = 0;
  for (const cell of running.cells) {
    if (cell.outcome !== null) continue;
    const before = running.options.secondsBefore(cell.codeHash) ?? (cell.facts.light ? 0 : undefined);
    if (before === undefined) return null;
    seconds += before;
  }
  return seconds / Math.max(1, Math.min(running.options.parallel, running.steps.length));
}
