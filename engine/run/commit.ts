import { cellOf } from "../model/flow.ts";
import type { CellRecord, JobGo } from "../model/job.ts";
import { closeGate } from "./gate.ts";
import { interrupt } from "./interrupt.ts";
import { grouped } from "./job-inputs.ts";
import { exitedEarly } from "./receive.ts";
import { redo, reset, splitStep } from "./redo.ts";
import { tell } from "./report.ts";
import type { CellInRun, Running, StepInRun } from "./running.ts";
import { isRightlySkipped, skip } from "./skip.ts";
import { findMismatch } from "./validate.ts";
import { leave } from "./versions.ts";

/**
 * Commits cells in notebook order as far as they have finished. Returns whether something was taken back, so that the
 * caller looks again.
 */
export function commitCells(running: Running, advance: () => void): boolean {
  for (let cell = running.cells[running.next]; cell; cell = running.cells[running.next]) {
    const broken = brokenOff(running, cell);
    if (broken) {
      leaveOut(running, cell, broken);
      return true;
    }
    if (cell.outcome === null) return openGate(running, cell, advance);
    if (cell.outcome === "interrupted") return false;
    if (cell.outcome === "skipped" && !isRightlySkipped(running, cell)) {
      reset(running, cell.step, "Runs after all: what it needs did not fail in the end.");
      return true;
    }
    const mismatch =
      cell.record &&
      !cell.pinned &&
      !cell.step.inOrder &&
      findMismatch(cell, cell.record, running.committed, running.byId);
    if (mismatch) {
      redo(running, cell, mismatch);
      return true;
    }
    commit(running, cell);
    if (cell.outcome === "failed" && running.options.stopOnError) {
      stop(running);
      return false;
    }
  }
  return false;
}

/** The sub-cell before this one, where it failed: then the rest of the cell does not run, although nothing says that it needs it. */
function brokenOff(running: Running, cell: CellInRun): CellInRun | null {
  const former = running.cells[cell.order - 1];
  if (!former || cellOf(former.id) !== cellOf(cell.id) || cell.outcome === "skipped") return null;
  return former.outcome === "failed" || former.outcome === "skipped" ? former : null;
}

function leaveOut(running: Running, cell: CellInRun, cause: CellInRun): void {
  if (cell.step.state !== "pending") {
    const others = cell.step.cells.some((other) => other.order < cell.order && other.committed);
    if (others) splitStep(running, cell.step, cell);
    reset(running, cell.step, "Starts again: a sub-cell that it ran with must not run.");
  }
  skip(running, cell, cause);
}

function commit(running: Running, cell: CellInRun): void {
  cell.committed = true;
  running.next = cell.order + 1;
  leave(cell.versions.values(), running.committed);
  if (cell.outcome === "skipped" || cell.told) return;
  cell.told = true;
  if (cell.error) tell(running, { event: "output", cell: cell.id, output: cell.error });
  tell(running, {
    event: "cell-state",
    cell: cell.id,
    state: cell.outcome === "failed" ? "failed" : cell.cached ? "cached" : "done",
    executionCount: cell.executionCount,
    ...(cell.outcome === "failed" && cell.error
      ? { reason: `${cell.error.ename}: ${cell.error.evalue}` }
      : cell.reason !== null
        ? { reason: cell.reason }
        : {}),
    ...(cell.record ? { seconds: cell.record.seconds } : {}),
  });
}

const stopMilliseconds = 2000;

function stop(running: Running): void {
  running.stopped = true;
  for (const step of running.steps) {
    if (step.state === "running" && step.running) void interrupt(running, step.running, stopMilliseconds);
    closeGate(step);
    if (step.state === "pending") step.state = "finished";
  }
}

/**
 * The oldest cell that is not committed may do what cannot be taken back, provided that what it read so far is right.
 * When it is not at a gate itself, a step that waits at one further on may be what it waits for.
 */
function openGate(running: Running, cell: CellInRun, advance: () => void): boolean {
  const { step } = cell;
  const gate = step.gate;
  if (gate === null) return cell.step.state === "pending" ? freeWaiters(running, cell, advance) : false;
  if (gate.cell !== cell || mayStillChange(running, cell)) return false;
  const mismatch = step.inOrder ? null : findMismatch(cell, gate.record, running.committed, running.byId);
  if (mismatch) {
    redo(running, cell, mismatch);
    return true;
  }
  step.serial = true;
  letGo(running, step, { inputs: refresh(running, step, cell, gate.record), stop: false }, advance);
  return false;
}

/** What an earlier cell left is certain only when its step has stored it. A step that waits itself has nothing to add. */
function mayStillChange(running: Running, cell: CellInRun): boolean {
  return running.cells.some(
    ({ order, step }) => order < cell.order && step !== cell.step && step.state === "running" && step.gate === null,
  );
}

/** Everything that changed since the step was given its inputs, in the version that is now certain. */
function refresh(running: Running, step: StepInRun, cell: CellInRun, soFar: CellRecord) {
  const given = new Map(step.given.get(cell.id) ?? []);
  const fresh = [...running.committed.values()].filter((version) => {
    const own = step.cells.some((other) => other.id === version.cell);
    const prelude = step.prelude.some((definition) => definition.cell === version.cell);
    const touched = version.name in soFar.reads;
    return !own && !prelude && !touched && version.digest !== null && given.get(version.name) !== version;
  });
  for (const version of fresh) given.set(version.name, version);
  for (const later of step.cells)
    if (later.order >= cell.order) step.given.set(later.id, new Map([...(step.given.get(later.id) ?? []), ...given]));
  return grouped(fresh);
}

/** A step waits at a gate for an earlier cell which waits for that very step to end: it ends here, the rest goes on as a step of its own. */
function freeWaiters(running: Running, cell: CellInRun, advance: () => void): boolean {
  const blocker = [...cell.step.needs].find((needed) => needed.gate !== null && needed.gate.cell.order > cell.order);
  if (!blocker?.gate) return false;
  const at = blocker.gate.cell;
  splitStep(running, blocker, at);
  if (blocker.gate.act === "start" && blocker.cells.length > 0) {
    letGo(running, blocker, { inputs: [], stop: true, wanted: ["*"] }, advance);
    return false;
  }
  reset(running, blocker, "Runs again in two steps: an earlier cell needs the first before the second may act.");
  return true;
}

function letGo(running: Running, step: StepInRun, go: JobGo, advance: () => void): void {
  const gate = step.gate;
  if (gate === null || step.running === null) return;
  closeGate(step);
  const { attempt, running: job } = step;
  job.at.connection
    .allow(job.handle, step.round === 0 ? gate.cell.id : `${gate.cell.id}-${step.round}`, go)
    .catch((error: Error) => {
      tell(running, {
        event: "message",
        code: "CW5001",
        text: `A waiting cell could not be let go: ${error.message}`,
        cell: gate.cell.id,
      });
      if (step.attempt !== attempt) return;
      void interrupt(running, job, 0);
      exitedEarly(running, step, error);
      advance();
    });
}
