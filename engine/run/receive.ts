import { exitInWords } from "../model/exit-in-words.ts";
import type { CellRecord, JobEvent, JobExit } from "../model/job.ts";
import type { ErrorOutput } from "../model/notebook.ts";
import type { TransferProgress } from "../model/target.ts";
import { closeGate } from "./gate.ts";
import { linger, loseUnstored } from "./linger.ts";
import { mayRunAgain, redoWithout, reset, rewind } from "./redo.ts";
import { remake } from "./remake.ts";
import { tell } from "./report.ts";
import type { CellInRun, Running, StepInRun } from "./running.ts";
import { skip } from "./skip.ts";
import { seenBy } from "./validate.ts";
import { fileName, type Version } from "./versions.ts";

/** What one event of a job changes, and what it lets people see. Errors are shown when the cell is committed. */
export function receive(running: Running, step: StepInRun, event: JobEvent): void {
  const cell = "cell" in event ? step.cells.find((candidate) => candidate.id === event.cell) : undefined;
  switch (event.event) {
    case "output":
      store(running, step, event);
      return;
    case "lost":
      if (!remake(running, step, event)) crashed(running, step, "what it needs is gone and cannot be made twice");
      return;
    case "stuck":
      noteStuck(running, step, event.names, event.reason);
      return;
    case "lingers":
      linger(step, event.names);
      return;
    case "finished":
      step.state = "finished";
      closeGate(step);
      return;
    case "exited":
      exited(running, step, event.exit);
      return;
    case "update-display":
      tell(running, {
        event: "update-display",
        displayId: event.displayId,
        data: event.data,
        metadata: event.metadata,
      });
      return;
    case "started":
      return;
    case "preparing":
      tellPreparing(running, step, event.progress);
      return;
  }
  if (!cell) return;
  switch (event.event) {
    case "cell-started":
      cell.startedAt = event.at;
      tell(running, {
        event: "cell-state",
        cell: cell.id,
        state: "running",
        executionCount: cell.executionCount,
        ...(cell.reason === null ? {} : { reason: cell.reason }),
      });
      return;
    case "stream":
      if (event.name === "stderr") cell.wroteStderr = true;
      tell(running, { event: "stream", cell: cell.id, name: event.name, text: event.text });
      return;
    case "display":
      tell(running, { event: "output", cell: cell.id, output: event.output, displayId: event.displayId });
      return;
    case "result":
      tell(running, { event: "output", cell: cell.id, output: event.output });
      return;
    case "clear":
      tell(running, { event: "clear", cell: cell.id, wait: event.wait });
      return;
    case "items":
      tell(running, { event: "items", cell: cell.id, progress: event.progress });
      return;
    case "error":
      if (cell.outcome === null) cell.error = event.output;
      else tellUnstored(running, event.output);
      return;
    case "acted":
      step.mayHaveActed = true;
      return;
    case "gate":
      step.gate = { cell, act: event.act, record: event.record };
      return;
    case "cell-finished":
      cellFinished(running, cell, event.state, event.record, event.at);
      return;
  }
}

/** An error after the last cell's end is the store's. Who needs the values runs in one process with their makers. */
function tellUnstored(running: Running, { evalue }: ErrorOutput): void {
  tell(running, { event: "message", code: "CW5011", text: `Values could not be stored: ${evalue}`, cell: null });
}

function cellFinished(
  running: Running,
  cell: CellInRun,
  state: "succeeded" | "failed" | "interrupted" | "skipped",
  record: CellRecord,
  at: number,
): void {
  if (state === "skipped") {
    const cause = [...cell.needs]
      .map((id) => running.byId.get(id))
      .find((other) => other?.outcome === "failed" || other?.outcome === "skipped");
    if (cause) skip(running, cell, cause);
    return;
  }
  // Interrupted by somebody else than this run, it is a cell that raised KeyboardInterrupt.
  cell.outcome = state === "interrupted" && !running.cancelled ? "failed" : state;
  cell.record = record;
  cell.endedAt = at;
  const files = record.effects.filter((effect) => effect.startsWith("fs:write:")).map((effect) => fileName(effect));
  cell.versions = new Map(
    [...record.writes, ...record.mutates, ...record.deletes, ...files].map((name) => [
      name,
      versionOf(cell, name, record.deletes.includes(name)),
    ]),
  );
  for (const [name, version] of cell.versions) addVersion(running, name, version);
  if (cell.outcome === "interrupted")
    tell(running, {
      event: "cell-state",
      cell: cell.id,
      state: "cancelled",
      reason: "Interrupted.",
      seconds: record.seconds,
    });
}

function versionOf(cell: CellInRun, name: string, deleted: boolean, copyOf: Version | null = null): Version {
  return { name, cell: cell.id, order: cell.order, deleted, digest: null, group: [name], copyOf, stuck: null };
}

function addVersion(running: Running, name: string, version: Version): void {
  const all = (running.versions.get(name) ?? []).filter((other) => other.cell !== version.cell);
  running.versions.set(
    name,
    [...all, version].sort((a, b) => a.order - b.order),
  );
}

function store(running: Running, step: StepInRun, event: Extract<JobEvent, { event: "output" }>): void {
  const { digest, names, size } = event.artifact;
  const since = Math.max(...step.cells.map(({ endedAt }) => endedAt));
  step.storing = { bytes: step.storing.bytes + size, seconds: Math.max(0, event.at - since) / 1000 };
  const makers = Object.values(event.origins).map((origin) => step.cells.find((cell) => cell.id === origin));
  const last = makers.reduce((later, cell) => (cell && (!later || cell.order > later.order) ? cell : later), undefined);
  if (!last) return;
  for (const [name, origin] of Object.entries(event.origins)) {
    const maker = step.cells.find((cell) => cell.id === origin);
    const version = maker
      ? (maker.versions.get(name) ?? lateVersion(running, maker, name))
      : widened(running, last, name);
    if (!version) continue;
    version.digest = digest;
    version.group = names;
  }
}

/** A change that only showed when the value was stored: an object changed through another name. */
function lateVersion(running: Running, maker: CellInRun, name: string): Version {
  return adopt(running, maker, versionOf(maker, name, false));
}

/** A value that the step did not change, but that now shares parts with what it made. */
function widened(running: Running, cell: CellInRun, name: string): Version | null {
  const seen = seenBy(cell, name);
  // A definition that every step repeats for itself was not given to this one.
  return seen ? adopt(running, cell, versionOf(cell, name, false, seen)) : null;
}

function adopt(running: Running, cell: CellInRun, version: Version): Version {
  cell.versions = new Map([...cell.versions, [version.name, version]]);
  addVersion(running, version.name, version);
  if (cell.committed) rewind(running, cell.order);
  return version;
}

function noteStuck(running: Running, step: StepInRun, names: readonly string[], reason: string): void {
  for (const name of names) {
    const cell = step.cells.findLast((candidate) => candidate.versions.has(name));
    const version = cell?.versions.get(name);
    if (!cell || !version) continue;
    version.stuck = reason;
    const learnt = running.learnt.stuck.get(cell.codeHash) ?? new Set<string>();
    running.learnt.stuck.set(cell.codeHash, learnt.add(name));
  }
}

/** What people see of a step that waits for its place: for as long as it lasts, on the cell that will run first. */
export function tellPreparing(running: Running, step: StepInRun, progress: TransferProgress): void {
  const cell = step.cells.find(({ outcome }) => outcome === null);
  if (cell) tell(running, { event: "preparing", cell: cell.id, progress });
}

function exited(running: Running, step: StepInRun, exit: JobExit | null): void {
  if (step.lingers !== null) loseUnstored(step);
  if (step.state === "finished") return;
  if (exit === null && !running.cancelled && !running.stopped && mayRunAgain(step)) {
    step.wasLost = true;
    reset(running, step, "Runs again: its process was lost, and it had done nothing that cannot be taken back.");
    return;
  }
  const acted = exit === null && (step.mayHaveActed || step.serial);
  const why = acted
    ? ". It had begun to write files, to start programs or to use the network, so it is not run again"
    : "";
  crashed(running, step, exitInWords(exit) + why);
}

/** The job could not be started or followed at all. */
export function exitedEarly(running: Running, step: StepInRun, error: Error): void {
  crashed(running, step, error.message);
}

/** The step cannot go on: `cell`, or the first that has not ended, fails with these words; the others run again without it. */
export function crashed(
  running: Running,
  step: StepInRun,
  words: string,
  cell = step.cells.find((candidate) => candidate.outcome === null),
): void {
  step.state = "finished";
  closeGate(step);
  if (!cell) return;
  if (running.cancelled)
    return void tell(running, {
      event: "cell-state",
      cell: cell.id,
      state: "cancelled",
      reason: "The run was cancelled.",
    });
  cell.outcome = "failed";
  cell.error = crashOutput(words);
  cell.record = null;
  redoWithout(running, step, cell);
}

function crashOutput(words: string): ErrorOutput {
  return {
    output_type: "error",
    ename: "PythonDied",
    evalue: words,
    traceback: [`\u001b[0;31mPythonDied\u001b[0m: ${words}`],
  };
}
