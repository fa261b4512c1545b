import { isDefaultPlace, type Place, placeKey } from "../model/environment.ts";
import { cellNumber } from "../model/flow.ts";
import { closeGate } from "./gate.ts";
import { hasActed } from "./has-acted.ts";
import { interrupt } from "./interrupt.ts";
import { loseUnstored } from "./linger.ts";
import { newStep } from "./new-step.ts";
import { tell } from "./report.ts";
import type { CellInRun, Running, StepInRun } from "./running.ts";
import type { Mismatch } from "./validate.ts";
import { leave, type Version } from "./versions.ts";

/** After so many attempts of one step the rest of the notebook runs as one step, in order: that cannot be wrong. */
const maxAttempts = 4;

/** Runs a step again because one of its cells saw an old value. */
export function redo(running: Running, cell: CellInRun, mismatch: Mismatch): void {
  const { step } = cell;
  const cause = mismatch.current && running.byId.get(mismatch.current.cell);
  if (cause && cause.step !== step) {
    tell(running, { event: "edge-observed", from: cause.id, to: cell.id, variables: [mismatch.name] });
    remember(running, cause, cell, mismatch.name);
    step.needs.add(cause.step);
  }
  if (!mismatch.name.startsWith("fs:")) {
    cause?.step.wanted.add(mismatch.name);
    step.extraReads.add(mismatch.name);
  }
  if (step.attempt + 1 >= maxAttempts) {
    runRestInOrder(running);
    return;
  }
  const reason = cause
    ? `Runs again: cell ${cellNumber(cause.facts)} turned out to change \`${mismatch.name}\`, which this step had taken before.`
    : `Runs again: \`${mismatch.name}\` was not what this step had taken it for.`;
  reset(running, step, reason);
  // A group that waits for itself can only run as one.
  if (cause && dependsOn(cause.step, step)) join(running, cause.step, step);
}

/** Joins two steps because a value of the first cannot leave its process, or was not stored. */
export function fuse(running: Running, maker: StepInRun, user: StepInRun, version: Version): void {
  const reason = version.stuck
    ? `Runs together with its users: \`${version.name}\` cannot leave its process (${version.stuck}).`
    : `Runs together with its users: \`${version.name}\` was not stored.`;
  reset(running, maker, reason);
  join(running, maker, user);
}

/** Has a step store what one of another environment turned out to need. Returns whether that can be. */
export function bringOver(running: Running, maker: StepInRun, user: StepInRun, missing: readonly Version[]): boolean {
  const own = missing.filter(({ cell }) => running.byId.get(cell)?.step === maker);
  if (own.some(({ stuck }) => stuck !== null) || maker.cells.some(hasActed) || maker.attempt >= maxAttempts)
    return false;
  const [first] = own;
  if (!first) return false;
  for (const { name } of own) maker.wanted.add(name);
  reset(running, maker, `Runs again: \`${first.name}\` is needed in another environment.`);
  // A step stores its values when it ends: it must end before the user of what it left begins.
  const after = Math.min(...user.cells.map(({ order }) => order));
  const later = maker.cells.find(({ order }) => order > after);
  if (later && later !== maker.cells[0]) splitStep(running, maker, later);
  user.needs.add(maker);
  if (dependsOn(maker, user)) runRestInOrder(running);
  return true;
}

/** The process died in `cell`: what it had not stored is lost, so the step's other cells run again without it. */
export function redoWithout(running: Running, step: StepInRun, cell: CellInRun): void {
  if (step.cells.some(hasActed)) {
    keepWithout(running, step, cell);
    return;
  }
  const others = step.cells.filter((other) => other !== cell);
  const lost = step.wanted.size > 0 || others.some((other) => other.outcome === null);
  if (others.length === 0 || !lost) return;
  const lone: StepInRun = {
    ...step,
    id: `${step.id}x${cell.order}`,
    cells: [cell],
    needs: new Set(step.needs),
    state: "finished",
  };
  cell.step = lone;
  running.steps.push(lone);
  step.cells = others;
  reset(running, step, "Runs again: the process it shared with a cell that crashed was lost.");
}

/** Whether a step whose job was lost may simply run a second time: nothing that cannot be taken back was done. */
export function mayRunAgain(step: StepInRun): boolean {
  return !step.serial && !step.mayHaveActed && !step.wasLost;
}

/** The step's finished cells must not run twice: they stay, without their values, and the cells after the crash go on alone. */
function keepWithout(running: Running, step: StepInRun, crashed: CellInRun): void {
  loseUnstored(step);
  const next = step.cells.find((cell) => cell.order > crashed.order && cell.outcome === null);
  if (next) splitStep(running, step, next);
}

/** Moves the cells from `at` on into a step of their own that waits for this one; it is given what they read. */
export function splitStep(running: Running, step: StepInRun, at: CellInRun): void {
  const later = step.cells.filter((cell) => cell.order >= at.order);
  step.cells = step.cells.filter((cell) => cell.order < at.order);
  const rest = newStep(`${step.id}b${at.order}`, step.place, step.prelude, step.wanted);
  rest.cells = later;
  for (const needed of [...step.needs, step]) rest.needs.add(needed);
  for (const name of step.extraReads) rest.extraReads.add(name);
  rest.inOrder = step.inOrder;
  rest.toldScarce = step.toldScarce;
  for (const cell of later) {
    cell.step = rest;
    for (const name of cell.facts.reads) step.wanted.add(name);
  }
  for (const other of running.steps)
    if (other !== rest && other.cells.some((cell) => later.some((moved) => cell.needs.has(moved.id))))
      other.needs.add(rest);
  running.steps.push(rest);
}

/** Takes back everything a step has said and left; its cells wait to run again. */
export function reset(running: Running, step: StepInRun, reason: string): void {
  for (const cell of step.cells) if (hasActed(cell)) tellActsTwice(running, cell);
  if (step.state === "running" && step.running) void interrupt(running, step.running, 0);
  step.state = "pending";
  step.attempt += 1;
  closeGate(step);
  step.running = null;
  step.serial = false;
  step.mayHaveActed = false;
  step.lingers = null;
  step.round = 0;
  step.moreBefore = [];
  step.storing = { bytes: 0, seconds: 0 };
  step.unkept = false;
  for (const cell of step.cells) resetCell(running, cell, reason);
  forget(running, step);
}

/** Where it cannot be avoided it is not kept quiet: a file appended to, or a message sent, is there twice. */
function tellActsTwice(running: Running, cell: CellInRun): void {
  const text = `Cell ${cellNumber(cell.facts)} wrote files or used the network, and runs a second time, because the values it shares kept changing.`;
  tell(running, { event: "message", code: "CW5012", text, cell: cell.id });
}

function resetCell(running: Running, cell: CellInRun, reason: string): void {
  cell.reason = reason;
  // Begun is enough: it may have shown something.
  if (cell.startedAt !== 0 || cell.outcome !== null) tell(running, { event: "cell-reset", cell: cell.id });
  tell(running, { event: "cell-state", cell: cell.id, state: "queued", reason });
  Object.assign(cell, {
    outcome: null,
    record: null,
    error: null,
    committed: false,
    told: false,
    cached: false,
    pinned: false,
    storedAs: null,
    lost: false,
    skippedFor: null,
    wroteStderr: false,
    startedAt: 0,
    versions: new Map(),
  });
}

/** Commits start again at the step's first cell; the cells after it that are still right are committed once more. */
function forget(running: Running, step: StepInRun): void {
  const own = new Set(step.cells.map((cell) => cell.id));
  for (const [name, versions] of running.versions) {
    running.versions.set(
      name,
      versions.filter((version) => !own.has(version.cell)),
    );
  }
  rewind(running, Math.min(...step.cells.map((cell) => cell.order)));
}

/** Commits start again at this position, because what earlier cells left is not what it was taken for. */
export function rewind(running: Running, order: number): void {
  running.next = Math.min(running.next, order);
  running.committed = new Map();
  for (const cell of running.cells) {
    if (cell.order >= running.next) cell.committed = false;
    else leave(cell.versions.values(), running.committed);
  }
}

/** Makes one step of two, which must be able to run in one place. */
export function join(running: Running, into: StepInRun, from: StepInRun): void {
  // Joining one may have brought in another that was about to be joined.
  if (into === from || !running.steps.includes(from)) return;
  const place = jointPlace(into, from);
  if (place === null) {
    runRestInOrder(running);
    return;
  }
  for (const step of [into, from]) {
    if (step.state !== "pending") reset(running, step, "Runs together with a step that it exchanges values with.");
  }
  into.place = place;
  into.cells = [...into.cells, ...from.cells].sort((a, b) => a.order - b.order);
  for (const cell of from.cells) cell.step = into;
  const known = new Set(into.prelude.map((definition) => definition.cell));
  const own = new Set(into.cells.map((cell) => cell.id));
  const order = (id: string) => running.byId.get(id)?.order ?? 0;
  into.prelude = [...into.prelude, ...from.prelude.filter((definition) => !known.has(definition.cell))]
    .filter((definition) => !own.has(definition.cell))
    .sort((a, b) => order(a.cell) - order(b.cell));
  for (const name of from.wanted) into.wanted.add(name);
  for (const name of from.extraReads) into.extraReads.add(name);
  for (const step of from.needs) into.needs.add(step);
  running.steps = running.steps.filter((step) => step !== from);
  for (const step of running.steps) if (step.needs.delete(from)) step.needs.add(into);
  into.needs.delete(into);
  const between = running.steps.find((step) => step !== into && into.needs.has(step) && dependsOn(step, into));
  if (between) join(running, into, between);
  forget(running, into);
}

/** Whether a step waits for another, through any others. */
export function dependsOn(step: StepInRun, goal: StepInRun, seen = new Set<StepInRun>()): boolean {
  if (step === goal) return true;
  if (seen.has(step)) return false;
  seen.add(step);
  return [...step.needs].some((needed) => dependsOn(needed, goal, seen));
}

function runRestInOrder(running: Running): void {
  const isOpen = (step: StepInRun) => step.cells.some((cell) => !cell.committed);
  // Taking back one step may open cells of another that lie between its own.
  for (let ended = true; ended; ) {
    const open = running.steps.filter((step) => step.state !== "pending" && isOpen(step));
    ended = open.length > 0;
    for (const step of open) reset(running, step, "Runs again, in order: the values its cells share kept changing.");
  }
  const open = running.steps.filter(isOpen);
  const cells = open.flatMap((step) => step.cells).sort((a, b) => a.order - b.order);
  const steps = inOrder(cells);
  takeOver(running, open, steps);
}

/** The cells as steps of which each waits for the one before: one, unless they are placed on several environments. */
function inOrder(cells: readonly CellInRun[]): StepInRun[] {
  const steps: StepInRun[] = [];
  for (const cell of cells) {
    const last = steps.at(-1);
    const place = last && jointPlace(last, cell.step);
    if (last && place) {
      last.place = place;
      last.cells.push(cell);
      continue;
    }
    const step = newStep(`${cell.step.id}o${cell.order}`, cell.step.place, [], []);
    // The others begin after it, on what it left: they are looked at like any, and are the first the next time.
    step.inOrder = steps.length === 0;
    step.attempt = cell.step.attempt;
    step.cells.push(cell);
    if (last) step.needs.add(last);
    steps.push(step);
  }
  return steps;
}

/** Puts these steps in place of those whose cells they hold. */
function takeOver(running: Running, former: readonly StepInRun[], steps: readonly StepInRun[]): void {
  const definitions = new Map(former.flatMap(({ prelude }) => prelude.map((one) => [one.cell, one] as const)));
  const order = (id: string) => running.byId.get(id)?.order ?? 0;
  const prelude = [...definitions.values()].sort((a, b) => order(a.cell) - order(b.cell));
  const outside = former.flatMap(({ needs }) => [...needs]).filter((step) => !former.includes(step));
  for (const step of steps) {
    const own = new Set(step.cells.map(({ id }) => id));
    step.prelude = prelude.filter(({ cell }) => !own.has(cell));
    for (const one of outside) step.needs.add(one);
    for (const one of former) {
      for (const name of one.wanted) step.wanted.add(name);
      for (const name of one.extraReads) step.extraReads.add(name);
    }
    // Of what the next ones need nobody knows for certain.
    if (step !== steps.at(-1)) step.wanted.add("*");
    for (const cell of step.cells) cell.step = step;
  }
  running.steps = [...running.steps.filter((step) => !former.includes(step)), ...steps];
  const last = steps.at(-1);
  for (const step of running.steps)
    for (const one of former) if (step.needs.delete(one) && last && !steps.includes(step)) step.needs.add(last);
  for (const step of steps) forget(running, step);
}

/** The place in which both can run; null where each was placed somewhere else. */
export function jointPlace(a: Pick<StepInRun, "place">, b: Pick<StepInRun, "place">): Place | null {
  if (isDefaultPlace(b.place) || placeKey(a.place) === placeKey(b.place)) return a.place;
  return isDefaultPlace(a.place) ? b.place : null;
}

function remember(running: Running, writer: CellInRun, reader: CellInRun, name: string): void {
  const { writes, mutates, reads } = running.learnt;
  const learnt = writer.record?.mutates.includes(name) ? mutates : writes;
  learnt.set(writer.codeHash, (learnt.get(writer.codeHash) ?? new Set()).add(name));
  reads.set(reader.codeHash, (reads.get(reader.codeHash) ?? new Set()).add(name));
}
