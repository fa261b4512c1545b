import { statSync } from "node:fs";
import type { JobHandle } from "../drivers/driver.ts";
import { bytesInWords } from "../model/bytes-in-words.ts";
import { cellNumber } from "../model/flow.ts";
import { expects, type Inputs } from "./job-inputs.ts";
import { objectPath } from "./objects/object-files.ts";
import type { OpenPlace } from "./places.ts";
import { tell } from "./report.ts";
import type { Running, StepInRun } from "./running.ts";

/** A job that has been let start and has not ended, with the memory that was set aside for it. */
export interface JobInMemory {
  readonly step: StepInRun;
  readonly attempt: number;
  readonly bytes: number;
  readonly at: OpenPlace;
  handle: JobHandle | null;
}

/** Bytes the step's process will hold at its peak: what its code needed before, and no less than its inputs. */
export function expectedBytes(running: Running, step: StepInRun, { byCell }: Inputs): number {
  const open = step.cells.filter((cell) => cell.outcome === null);
  const before = open.map((cell) => running.options.peakBefore(cell.codeHash) ?? 0);
  const digests = new Set(
    open.flatMap((cell) =>
      (byCell.get(cell.id) ?? [])
        .filter(({ origins }) => Object.keys(origins).some((name) => expects(cell, name, step)))
        .map(({ digest }) => digest),
    ),
  );
  const inputs = [...digests].reduce((sum, digest) => sum + sizeOf(running, digest), 0);
  return Math.max(inputs, ...before);
}

/**
 * Sets memory aside for the step and gives what holds it; null when the step has to wait until others have ended, which
 * its cells then say. A step for which there is not enough although nothing else runs starts all the same, and says so.
 */
export function takeMemory(running: Running, step: StepInRun, at: OpenPlace, bytes: number): JobInMemory | null {
  const room = bytes === 0 ? plenty : roomFor(running, at, bytes);
  if (room.lacking !== null && room.mayFree) {
    step.waitsForMemory = { bytes, at };
    const reason = `Waits for memory: it needs about ${bytesInWords(bytes)}, and ${room.lacking}.`;
    for (const cell of step.cells)
      if (cell.outcome === null) tell(running, { event: "cell-state", cell: cell.id, state: "queued", reason });
    return null;
  }
  if (room.lacking !== null) tellScarce(running, step, bytes, room.lacking);
  const job: JobInMemory = { step, attempt: step.attempt, bytes, at, handle: null };
  step.waitsForMemory = null;
  running.jobs.add(job);
  return job;
}

/** Whether a step that waits for memory has to wait on. */
export function mustWait(running: Running, { waitsForMemory }: StepInRun): boolean {
  if (waitsForMemory === null) return false;
  const { lacking, mayFree } = roomFor(running, waitsForMemory.at, waitsForMemory.bytes);
  return lacking !== null && mayFree;
}

interface Room {
  /** What there is too little of, in words; null when there is enough. */
  readonly lacking: string | null;
  /** Something runs that will end by itself. */
  readonly mayFree: boolean;
}

const plenty: Room = { lacking: null, mayFree: false };

function roomFor(running: Running, at: OpenPlace, bytes: number): Room {
  // Only what is in the same memory.
  const jobs = [...running.jobs].filter((job) => (at.slots === null ? job.at.slots === null : job.at === at));
  // A job at a gate, or one that lingers, may wait for this very step, so nobody waits for its end.
  const mayFree = jobs.some(
    ({ step, attempt }) => step.attempt !== attempt || (step.gate === null && step.lingers === null),
  );
  return { lacking: lacking(running, at, jobs, bytes), mayFree };
}

function lacking(running: Running, at: OpenPlace, jobs: readonly JobInMemory[], bytes: number): string | null {
  const { memoryLimit } = running.options;
  const handles = jobs.filter((job) => job.at === at).flatMap(({ handle }) => handle ?? []);
  const now = at.connection.memory(handles);
  const heldBy = new Map(handles.map((handle, index) => [handle, now?.held[index] ?? 0]));
  const held = (job: JobInMemory) => (job.handle && heldBy.get(job.handle)) ?? 0;
  if (memoryLimit !== null && at.slots === null) {
    const taken = jobs.reduce((sum, job) => sum + Math.max(job.bytes, held(job)), 0);
    if (taken + bytes > memoryLimit)
      return `${bytesInWords(Math.max(0, memoryLimit - taken))} of the ${bytesInWords(memoryLimit)} allowed are left`;
  }
  if (now === null) return null;
  const promised = jobs.reduce((sum, job) => sum + Math.max(0, job.bytes - held(job)), 0);
  const free = Math.max(0, now.available - promised);
  return bytes > free ? `${bytesInWords(free)} of ${bytesInWords(now.total)} are free` : null;
}

function tellScarce(running: Running, step: StepInRun, bytes: number, lack: string): void {
  const cell = step.cells.find(({ outcome }) => outcome === null);
  if (!cell || step.toldScarce) return;
  step.toldScarce = true;
  const text = `Cell ${cellNumber(cell.facts)} may need more memory than there is: about ${bytesInWords(bytes)}, and ${lack}. It runs with nothing beside it.`;
  tell(running, { event: "message", code: "CW5013", text, cell: cell.id });
}

const sizes = new WeakMap<Running, Map<string, number>>();

function sizeOf(running: Running, digest: string): number {
  const known = sizes.get(running) ?? new Map<string, number>();
  sizes.set(running, known);
  const size = known.get(digest) ?? statSync(objectPath(running.options.objects, digest), missing)?.size ?? 0;
  known.set(digest, size);
  return size;
}

const missing = { throwIfNoEntry: false } as const;
