import { createHash } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { CellId } from "../model/flow.ts";
import type { CellRecord } from "../model/job.ts";
import type { RunEvent } from "../model/run.ts";
import { generators } from "./ambient-state.ts";
import type { CellEvents } from "./cell-events.ts";
import type { Inputs } from "./job-inputs.ts";
import type { KnownCells } from "./known-cells.ts";
import { takeObject } from "./objects/object-files.ts";
import { tell } from "./report.ts";
import type { CellInRun, Running, StepInRun } from "./running.ts";
import { seenBy } from "./validate.ts";
import { type Change, whyNeverStored, whyRuns, whyTaken } from "./why.ts";

/** What a step did when its code and everything it read were the same. */
export interface StoredStep {
  /** When it was stored, in milliseconds since the epoch. */
  readonly at?: number;
  /** The digest of each value it read, by name; null for what was asked for and not there. */
  readonly reads: { readonly [name: string]: string | null };
  /** Files it read: size and modification time, by path. */
  readonly files: { readonly [path: string]: string };
  readonly cells: readonly StoredCell[];
}

export interface StoredCell {
  /** Position in the step: cell ids may differ between notebooks that share code. */
  readonly record: CellRecord;
  readonly events: readonly RunEvent[];
  /** Digest of each value it left, by name; null where nothing was stored. */
  readonly values: { readonly [name: string]: string | null };
  /** Names stored in one object, by its digest. */
  readonly groups: { readonly [digest: string]: readonly string[] };
  /** Those of the names that it did not change: see `Version.copyOf`. */
  readonly copies: readonly string[];
}

export interface StepCache {
  find(key: string): Promise<readonly StoredStep[]>;
  add(key: string, step: StoredStep): Promise<void>;
  /** Whether a value is there and whole; it is noted as used. */
  has(digest: string): Promise<boolean>;
  /** The hash of the code that a cell last ran with. */
  codeBefore(cell: CellId): string | undefined;
}

/** Steps remembered per code: enough for going back and forth between a few values of a parameter. */
const keptPerCode = 8;

export function stepCache(directory: string, objects: string, known: KnownCells): StepCache {
  const pathOf = (key: string) => join(directory, key.slice(0, 2), `${key}.json`);
  const find = async (key: string): Promise<StoredStep[]> => {
    try {
      return JSON.parse(await readFile(pathOf(key), "utf8"));
    } catch {
      // Absent, or cut short by a full disk: then the step runs.
      return [];
    }
  };
  return {
    find,
    add: async (key, step) => {
      const path = pathOf(key);
      await mkdir(join(path, ".."), { recursive: true, mode: 0o700 });
      const same = JSON.stringify([step.reads, step.files]);
      const others = (await find(key)).filter((other) => JSON.stringify([other.reads, other.files]) !== same);
      const part = `${path}.${process.pid}.part`;
      await writeFile(part, JSON.stringify([step, ...others].slice(0, keptPerCode)), { mode: 0o600 });
      await rename(part, path);
    },
    has: (digest) => takeObject(objects, digest),
    codeBefore: (cell) => (Object.hasOwn(known, cell) ? known[cell] : undefined),
  };
}

/** Same code, same repeated definitions, same environment: same key. Comments and layout do not count. */
export function stepKey(running: Running, step: StepInRun): string {
  const prelude = step.prelude.map((definition) => running.byId.get(definition.cell)?.codeHash ?? definition.source);
  const parts = [
    // The form of `StoredStep`.
    2,
    running.options.environmentDigest,
    running.options.directory,
    prelude,
    step.cells.map((cell) => [cell.codeHash, cell.source.trimEnd().endsWith(";")]),
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/**
 * Takes over a stored result of the step when everything it read is the same now. Returns whether it did; either way
 * its cells know why.
 */
export async function useStored(running: Running, step: StepInRun, inputs: Inputs): Promise<boolean> {
  const { cache } = running.world;
  const open = step.cells.filter((cell) => cell.outcome === null);
  // What makes a step run again has said why.
  const explain = (why: (cell: CellInRun) => string) => {
    if (step.attempt === 0) for (const cell of open) cell.reason = why(cell);
    return false;
  };
  if (!cache) return explain(() => "Stored results were not to be used.");
  if (open.some((cell) => running.options.force.has(cell.id))) return explain(() => "It was asked to run again.");
  if (open.length < step.cells.length) return false;
  const wanted = new Set([...step.wanted].filter((name) => name !== "*"));
  let nearest: Change | null = null;
  for (const stored of await cache.find(stepKey(running, step))) {
    if (stored.cells.length !== step.cells.length) continue;
    const change = await firstChange(stored, step, inputs, cache, wanted);
    if (change === null) {
      takeOver(running, step, stored);
      return true;
    }
    nearest ??= change;
  }
  return explain((cell) => whyRuns(cell, step, nearest, cache.codeBefore));
}

/** What differs from when the result was stored; null when nothing does. */
async function firstChange(
  stored: StoredStep,
  step: StepInRun,
  inputs: Inputs,
  cache: StepCache,
  wanted: ReadonlySet<string>,
): Promise<Change | null> {
  const given = lastGiven(step, inputs);
  for (const [name, digest] of Object.entries(stored.reads))
    if ((given.get(name) ?? null) !== digest) return { kind: "input", name };
  for (const [path, mark] of Object.entries(stored.files))
    if ((await fileMark(path)) !== mark) return { kind: "file", path };
  const values = new Map(stored.cells.flatMap((cell) => Object.entries(cell.values)));
  for (const [name, digest] of values) {
    if (digest === null ? wanted.has(name) : !(await cache.has(digest))) return { kind: "gone" };
  }
  return null;
}

function lastGiven(step: StepInRun, inputs: Inputs): Map<string, string | null> {
  const digests = new Map<string, string | null>();
  for (const cell of step.cells)
    for (const [name, version] of inputs.given.get(cell.id) ?? []) digests.set(name, version.digest);
  return digests;
}

function takeOver(running: Running, step: StepInRun, stored: StoredStep): void {
  step.state = "finished";
  step.job = null;
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
    cell.reason = whyTaken(stored.at);
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

/** Stores what a step did, once all its cells are committed, unless another time it could do something else. */
export async function storeStep(running: Running, step: StepInRun, shown: CellEvents): Promise<void> {
  const { cache } = running.world;
  if (!cache || step.cells.some((cell) => cell.outcome !== "succeeded" || cell.cached || !cell.record)) return;
  const effects = new Set(step.cells.flatMap((cell) => [...cell.facts.effects, ...(cell.record?.effects ?? [])]));
  if (!step.cells.every((cell) => shown.whole(cell.id))) return;
  if (whyNeverStored([...effects]) !== null || drawsUnseeded(step)) return;
  if (step.cells.some((cell) => [...cell.versions.values()].some((version) => version.stuck))) return;
  const files: Record<string, string> = {};
  for (const effect of effects) {
    const path = /^fs:read:(\/.*)$/.exec(effect)?.[1];
    if (path) files[path] = await fileMark(path);
  }
  const reads: Record<string, string | null> = {};
  for (const cell of step.cells) {
    for (const name of [...Object.keys(cell.record?.reads ?? {}), ...(cell.record?.absent ?? [])]) {
      const version = step.given.get(cell.id)?.get(name);
      if (ownEarlier(step, cell.order, name) || cell.record?.reads[name] === null) continue;
      if (version && version.digest === null) return;
      reads[name] = version?.digest ?? null;
    }
  }
  const cells = step.cells.map((cell) => ({
    record: cell.record as CellRecord,
    events: shown.of(cell.id),
    values: Object.fromEntries([...cell.versions].map(([name, version]) => [name, version.digest])),
    groups: Object.fromEntries([...cell.versions.values()].map(({ digest, group }) => [digest ?? "", group])),
    copies: [...cell.versions.values()].filter(({ copyOf }) => copyOf !== null).map(({ name }) => name),
  }));
  await cache.add(stepKey(running, step), { at: running.world.clock(), reads, files, cells });
}

function ownEarlier(step: StepInRun, order: number, name: string): boolean {
  return step.cells.some((cell) => cell.order < order && cell.versions.has(name));
}

/** A generator that was drawn from although no cell before had set it starts from a random state. */
function drawsUnseeded(step: StepInRun): boolean {
  return step.cells.some((cell) =>
    generators.some(
      (name) =>
        cell.record?.reads[name] !== undefined && !step.given.get(cell.id)?.has(name) && !seeds(step, cell.order),
    ),
  );
}

const seedCall = /\bseed\s*\(|\bmanual_seed\s*\(|\bset_state\s*\(/;

function seeds(step: StepInRun, order: number): boolean {
  return step.cells.some((cell) => cell.order <= order && seedCall.test(cell.source));
}

async function fileMark(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found ? `${found.size}:${found.mtimeMs}` : "absent";
}
