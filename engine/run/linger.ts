import { cellNumber } from "../model/flow.ts";
import type { JobEvent, JobMore } from "../model/job.ts";
import { hasActed } from "./has-acted.ts";
import { interrupt } from "./interrupt.ts";
import { jobCell, wantedOf } from "./job-cells.ts";
import { tell } from "./report.ts";
import type { CellInRun, Running, StepInRun } from "./running.ts";
import type { Version } from "./versions.ts";

const held = new WeakMap<StepInRun, () => void>();

/** Its job stays, with names that it has the only copy of. */
export function linger(step: StepInRun, names: readonly string[]): void {
  step.state = "finished";
  step.lingers = new Set(names);
}

/**
 * Resolves when the step's job does not linger. One that is adopted may long have been told to go on: what it told then
 * is taken in when this run has come to that point too.
 */
export function untilExtended(running: Running, step: StepInRun, event: JobEvent): Promise<void> | null {
  if (step.lingers === null || running.cancelled || running.stopped) return null;
  if (event.event === "stream" || event.event === "exited") return null;
  return new Promise((resolve) => {
    held.set(step, resolve);
  });
}

/** Ends the jobs that nobody can need any more. */
export function endLingering(running: Running): void {
  for (const step of running.steps) {
    if (step.lingers === null || (!running.cancelled && !running.stopped && isNeeded(running, step))) continue;
    const before = step.moreBefore[step.round];
    // An earlier server had found somebody who needs it: what it had that run does not count.
    if (before && before.cells.length > 0 && step.running) void interrupt(running, step.running, 0);
    if (!before) send(running, step, { prelude: [], cells: [], wanted: [] }, () => {});
    letGo(step);
  }
}

/** Whether a cell that has still to run names, or might get at, what only the step's process has. */
function isNeeded(running: Running, { cells, lingers }: StepInRun): boolean {
  const last = Math.max(...cells.map(({ order }) => order));
  const open = running.cells.filter((cell) => cell.order > last && !cell.committed && cell.outcome !== "skipped");
  return open.some((cell) => mentions(cell, lingers ?? new Set()));
}

const anything = /^(dynamic|ipython:namespace)/;
/** With these a cell may get at a name that it does not spell. */
const roundabout = new Set([
  "__main__",
  "eval",
  "exec",
  "getattr",
  "globals",
  "locals",
  "vars",
  "get_ipython",
  "modules",
]);

function mentions(cell: CellInRun, names: ReadonlySet<string>): boolean {
  if (cell.facts.effects.some((effect) => anything.test(effect))) return true;
  const texts = [cell.source, ...cell.step.prelude.map(({ source }) => source)];
  return texts.some(
    (text) => text.match(/[\p{L}\p{N}_]+/gu)?.some((word) => names.has(word) || roundabout.has(word)) ?? false,
  );
}

/**
 * Has the step's cells run in the process that lingers, after those that ran there, since it has the only copy of the
 * version. Returns whether that can be.
 */
export function extend(
  running: Running,
  maker: StepInRun,
  user: StepInRun,
  { name }: Version,
  onFailure: (error: Error) => void,
): boolean {
  const last = maker.cells.at(-1);
  const open = user.cells.filter(({ outcome }) => outcome === null);
  const first = Math.min(...user.cells.map(({ order }) => order));
  if (!maker.lingers || !last || first < last.order || open.length === 0) return false;
  const known = new Set([...maker.prelude, ...maker.cells.map(({ id }) => ({ cell: id }))].map(({ cell }) => cell));
  const prelude = user.prelude.filter(({ cell }) => !known.has(cell));
  const given = maker.given.get(last.id) ?? new Map<string, Version>();
  const before = maker.moreBefore[maker.round];
  if (before && !isSame(before, open)) return false;
  merge(running, maker, user, prelude);
  // Each of them waits for its turn, and is given what is right then.
  for (const cell of open) maker.given.set(cell.id, given);
  maker.round += 1;
  maker.state = "running";
  const acted = maker.cells.find(hasActed) ?? last;
  const reason = `Runs in the process of cell ${cellNumber(acted.facts)}, which must not run twice: only there is \`${name}\`.`;
  for (const cell of open) {
    cell.reason = reason;
    tell(running, { event: "cell-state", cell: cell.id, state: "queued", reason });
  }
  const none = { byCell: new Map() };
  const cells = open.map((cell) => jobCell(cell, maker, none));
  if (!before) send(running, maker, { prelude, cells, wanted: wantedOf(maker) }, onFailure);
  letGo(maker);
  return true;
}

/** Whether an earlier server had told the process to run the same. */
function isSame({ cells }: JobMore, open: readonly CellInRun[]): boolean {
  return cells.length === open.length && open.every(({ id }, index) => cells[index]?.id === id);
}

function merge(running: Running, maker: StepInRun, user: StepInRun, prelude: StepInRun["prelude"]): void {
  maker.cells = [...maker.cells, ...user.cells];
  for (const cell of user.cells) cell.step = maker;
  maker.prelude = [...maker.prelude, ...prelude];
  for (const name of user.wanted) maker.wanted.add(name);
  for (const name of user.extraReads) maker.extraReads.add(name);
  running.steps = running.steps.filter((step) => step !== user);
  for (const step of running.steps) if (step !== maker && step.needs.delete(user)) step.needs.add(maker);
}

function send(running: Running, step: StepInRun, more: JobMore, onFailure: (error: Error) => void): void {
  const job = step.running;
  if (job === null) return;
  const round = more.cells.length > 0 ? step.round : step.round + 1;
  job.at.connection.extend(job.handle, round, more).catch((error: Error) => {
    void interrupt(running, job, 0);
    onFailure(error);
  });
}

function letGo(step: StepInRun): void {
  step.lingers = null;
  held.get(step)?.();
  held.delete(step);
}

/** What only a process had that is gone is lost: its makers must not run twice. */
export function loseUnstored(step: StepInRun): void {
  letGo(step);
  for (const cell of step.cells)
    cell.lost = cell.outcome === "succeeded" && [...cell.versions.values()].some(({ digest }) => digest === null);
}
