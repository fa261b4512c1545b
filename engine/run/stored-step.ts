import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { CellRecord } from "../model/job.ts";
import type { RunEvent } from "../model/run.ts";
import type { Inputs } from "./job-inputs.ts";
import type { LastResult } from "./known-cells.ts";
import type { CellInRun, Running, StepInRun } from "./running.ts";
import type { StepCache } from "./step-cache.ts";
import type { Change } from "./why.ts";

/** What a step did when its code and everything it read were the same. */
export interface StoredStep {
  /** When it was stored, in milliseconds since the epoch. */
  readonly at?: number;
  /** What it left is quicker to make than to store, and so may not be there. */
  readonly cheap?: boolean;
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

/** Same code, same repeated definitions, same environment: same key. Comments and layout do not count. */
export function stepKey(running: Running, step: StepInRun): string {
  const parts = [
    // The form of `StoredStep`.
    2,
    around(running, step),
    step.cells.map((cell) => [cell.codeHash, cell.source.trimEnd().endsWith(";")]),
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function around(running: Running, step: StepInRun): readonly unknown[] {
  const prelude = step.prelude.map((definition) => running.byId.get(definition.cell)?.codeHash ?? definition.source);
  return [running.world.places.digest(step.place), running.options.directory, prelude];
}

/** What a step runs with besides its code and its inputs, as a hash. */
export function aroundOf(running: Running, step: StepInRun): string {
  return createHash("sha256")
    .update(JSON.stringify(around(running, step)))
    .digest("hex");
}

/** Names that other steps are known to take. */
export function wantedNames(step: StepInRun): ReadonlySet<string> {
  return new Set([...step.wanted].filter((name) => name !== "*"));
}

/** Where the cell's part of a stored result of its step is found again. */
export function resultOf(running: Running, cell: CellInRun, key: string, at: number): LastResult {
  const { step } = cell;
  const alone = step.cells.length === 1 ? aroundOf(running, step) : null;
  return { code: cell.codeHash, key, at, place: step.cells.indexOf(cell), around: alone };
}

/** What differs from when the result was stored; null when nothing does. */
export async function firstChange(
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
    // Whoever turns out to need it makes it again.
    const mayLack = stored.cheap === true && step.attempt === 0;
    if (digest === null ? wanted.has(name) : !((await cache.has(digest)) || mayLack)) return { kind: "gone" };
  }
  return null;
}

function lastGiven(step: StepInRun, inputs: Inputs): Map<string, string | null> {
  const digests = new Map<string, string | null>();
  for (const cell of step.cells)
    for (const [name, version] of inputs.given.get(cell.id) ?? []) digests.set(name, version.digest);
  return digests;
}

export async function fileMark(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found ? `${found.size}:${found.mtimeMs}` : "absent";
}
