import { createHash } from "node:crypto";
import { cellNumber } from "../model/flow.ts";
import type { Job } from "../model/job.ts";
import type { TransferProgress } from "../model/target.ts";
import { givenBy, takeEarlier } from "./earlier-jobs.ts";
import { untilLetGo } from "./gate.ts";
import { hasActed } from "./has-acted.ts";
import { interrupt } from "./interrupt.ts";
import { jobCell, wantedOf } from "./job-cells.ts";
import { expects, type Inputs, inputsOf } from "./job-inputs.ts";
import { extend, loseUnstored, untilExtended } from "./linger.ts";
import { expectedBytes, type JobInMemory, takeMemory } from "./memory.ts";
import type { OpenPlace } from "./places.ts";
import { crashed, exitedEarly, receive, tellPreparing } from "./receive.ts";
import { bringOver, fuse, jointPlace } from "./redo.ts";
import { tell } from "./report.ts";
import type { Running, RunningJob, StepInRun } from "./running.ts";
import { skip } from "./skip.ts";
import { remakeUnkept } from "./unkept.ts";
import { useStored } from "./use-stored.ts";
import type { Version } from "./versions.ts";

/**
 * Gives a step its inputs and starts it as a job; or joins it with the step whose values cannot reach it; or takes
 * over what an earlier run stored for the same code and inputs.
 */
export function startStep(running: Running, step: StepInRun, advance: () => void): void {
  const inputs = inputsOf(running, step);
  const isLost = (version: Version) => running.byId.get(version.cell)?.lost === true;
  if (skipWithoutLost(running, step, inputs.missing.filter(isLost))) {
    advance();
    return;
  }
  const missing = inputs.missing.find((version) => !isLost(version));
  const maker = missing && running.byId.get(missing.cell)?.step;
  if (missing && maker && maker !== step) {
    const missed = inputs.missing.filter((version) => !isLost(version));
    if (jointPlace(maker, step) === null) {
      if (!bringOver(running, maker, step, missed)) cannotReach(running, step, missing);
    } else if (!goOnWith(running, maker, step, missed, advance)) fuse(running, maker, step, missing);
    advance();
    return;
  }
  step.given = inputs.given;
  step.state = "starting";
  for (const cell of step.cells)
    if (cell.outcome === null) tell(running, { event: "cell-state", cell: cell.id, state: "queued" });
  void followStep(running, step, inputs, step.attempt, advance);
}

/**
 * Does without running the maker a second time where that did what cannot be taken back: the step runs in its process,
 * or, where that is gone or is one of several, not at all.
 */
function goOnWith(
  running: Running,
  maker: StepInRun,
  step: StepInRun,
  missing: readonly Version[],
  advance: () => void,
): boolean {
  const makers = new Set(missing.map(({ cell }) => running.byId.get(cell)?.step ?? maker));
  const [version] = missing;
  const onFailure = (error: Error) => {
    exitedEarly(running, maker, error);
    advance();
  };
  if (makers.size === 1 && version && extend(running, maker, step, version, onFailure)) return true;
  if (![...makers].some(({ cells }) => cells.some(hasActed))) return false;
  for (const one of makers) {
    if (one.running) void interrupt(running, one.running, 0);
    loseUnstored(one);
  }
  return true;
}

/** The value's only copy is in a process of another environment: who needs it there fails, and says what to do. */
function cannotReach(running: Running, step: StepInRun, { name, cell, stuck }: Version): void {
  const user = step.cells.find((one) => one.outcome === null && expects(one, name, step));
  const maker = running.byId.get(cell);
  const from = maker ? `cell ${cellNumber(maker.facts)}` : "an earlier cell";
  const text = `\`${name}\` of ${from} cannot come here from its environment (${stuck ?? "it was not stored"}). Place both cells on the same environment, or make the value again in this cell.`;
  crashed(running, step, `CW5015 ${text}`, user);
}

/** Cells that need a value which is gone for good do not run. Returns whether there were any. */
function skipWithoutLost(running: Running, step: StepInRun, lost: readonly Version[]): boolean {
  let any = false;
  for (const cell of step.cells) {
    if (cell.outcome !== null) continue;
    const needed = lost.find(({ name, order }) => order < cell.order && expects(cell, name, step));
    const maker = needed && running.byId.get(needed.cell);
    if (!maker) continue;
    skip(running, cell, maker);
    any = true;
  }
  return any;
}

async function followStep(
  running: Running,
  step: StepInRun,
  inputs: Inputs,
  attempt: number,
  advance: () => void,
): Promise<void> {
  const current = () => step.attempt === attempt && step.state !== "pending";
  let own: RunningJob | null = null;
  let inMemory: JobInMemory | null = null;
  try {
    const earlier = takeEarlier(running, step);
    if (earlier) {
      step.given = givenBy(running, earlier.written);
      step.mayHaveActed = earlier.allowed;
      step.moreBefore = earlier.more;
    } else if (await useStored(running, step, inputs)) return;
    if (!earlier && !current()) return;
    if (!earlier && (await remakeUnkept(running, step, inputs))) {
      if (current()) step.state = "pending";
      return;
    }
    if (!earlier && !current()) return;
    const onProgress = (progress: TransferProgress) => {
      if (current()) tellPreparing(running, step, progress);
    };
    const at = earlier?.job.at ?? (await running.world.places.open(step.place, onProgress));
    if (!earlier && !current()) return;
    // A job that is taken over runs already.
    inMemory = takeMemory(running, step, at, earlier ? 0 : expectedBytes(running, step, inputs));
    if (inMemory === null) {
      step.state = "pending";
      return;
    }
    const job = earlier?.written ?? jobOf(running, step, at, inputs);
    step.job = job;
    const handle = await at.connection.submit(at.driver.render(job, at.target), onProgress);
    own = { handle, at };
    inMemory.handle = handle;
    if (!current()) return void interrupt(running, own, 0);
    step.running = own;
    step.state = "running";
    if (running.cancelled || running.stopped) void interrupt(running, own, running.grace);
    for await (const event of at.connection.follow(handle, 0)) {
      await untilLetGo(running, step, event);
      await untilExtended(running, step, event);
      if (!current()) break;
      receive(running, step, event);
      if (event.event !== "stream") advance();
    }
  } catch (error) {
    // What cannot be followed must not go on unseen.
    if (own) void interrupt(running, own, 0);
    if (current()) exitedEarly(running, step, error as Error);
  } finally {
    if (inMemory) running.jobs.delete(inMemory);
    advance();
  }
}

function jobOf(running: Running, step: StepInRun, at: OpenPlace, inputs: Inputs): Job {
  const cells = step.cells.filter((cell) => cell.outcome === null).map((cell) => jobCell(cell, step, inputs));
  const content = {
    version: 1 as const,
    run: running.id,
    step: step.id,
    directory: running.options.directory,
    objects: running.options.objects,
    prelude: step.prelude,
    cells,
    wanted: wantedOf(step),
    stopOnError: running.options.stopOnError,
    guard: running.steps.length > 1,
    lingers: running.steps.length > 1,
    workers: at.workers ?? running.options.workers,
    ...(running.options.items === null ? {} : { items: running.options.items }),
  };
  const key = createHash("sha256")
    .update(JSON.stringify([content, step.attempt, step.jobsBefore]))
    .digest("hex")
    .slice(0, 24);
  return { ...content, key };
}
