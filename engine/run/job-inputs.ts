import type { CellId } from "../model/flow.ts";
import type { JobInput } from "../model/job.ts";
import { ambientState } from "./ambient-state.ts";
import type { CellInRun, Running, StepInRun } from "./running.ts";
import { type Version, versionsBefore } from "./versions.ts";

/** Above this many names a job gets only those it is expected to touch; the rest is found missing, then given. */
const giveAllBelow = 300;

export interface Inputs {
  /** For each cell of the step what becomes available, or is replaced, right before it. */
  readonly byCell: ReadonlyMap<CellId, readonly JobInput[]>;
  /** For each cell all that it could load from outside. */
  readonly given: Map<CellId, ReadonlyMap<string, Version>>;
  /** Names the step reads for sure whose value is not in the store, with the version it would need. */
  readonly missing: readonly Version[];
}

/** What a step is given: each name in the version that the cells before it, in notebook order, left. */
export function inputsOf(running: Running, step: StepInRun): Inputs {
  const names = running.versions.size <= giveAllBelow ? null : expectedNames(step);
  const byCell = new Map<CellId, JobInput[]>();
  const given = new Map<CellId, ReadonlyMap<string, Version>>();
  const missing = new Set<Version>();
  const fromOutside = outside(running, step);
  let before = new Map<string, Version>();
  for (const cell of step.cells) {
    const now = new Map(before);
    const fresh: Version[] = [];
    for (const [name, version] of versionsBefore(fromOutside, cell.order)) {
      if (names && !names.has(name)) continue;
      if (before.get(name) === version) continue;
      if (ownChangeAfter(step, name, version.order, cell.order)) continue;
      now.set(name, version);
      if (version.digest !== null) fresh.push(version);
      else if (!version.deleted && expects(cell, name, step)) missing.add(version);
    }
    byCell.set(cell.id, grouped(fresh));
    given.set(cell.id, now);
    before = now;
  }
  return { byCell, given, missing: [...missing] };
}

/** Versions as one job input per stored group. */
export function grouped(versions: readonly Version[]): JobInput[] {
  const byDigest = new Map<string, Record<string, CellId>>();
  for (const version of versions) {
    if (version.digest === null) continue;
    const origins = byDigest.get(version.digest) ?? {};
    origins[version.name] = version.cell;
    byDigest.set(version.digest, origins);
  }
  return [...byDigest].map(([digest, origins]) => ({ digest, origins }));
}

function outside(running: Running, step: StepInRun): Map<string, Version[]> {
  const own = new Set(step.cells.map((cell) => cell.id));
  const prelude = new Set(step.prelude.map((definition) => definition.cell));
  const kept = new Map<string, Version[]>();
  for (const [name, versions] of running.versions) {
    kept.set(
      name,
      versions.filter((version) => !own.has(version.cell) && !prelude.has(version.cell)),
    );
  }
  return kept;
}

function ownChangeAfter(step: StepInRun, name: string, after: number, before: number): boolean {
  return step.cells.some(
    (cell) =>
      cell.order > after &&
      cell.order < before &&
      (cell.facts.writes.includes(name) || cell.facts.maybeWrites.includes(name) || cell.facts.mutates.includes(name)),
  );
}

/** Whether the cell is known to read the name. */
export function expects(cell: CellInRun, name: string, step: StepInRun): boolean {
  return cell.facts.reads.includes(name) || step.extraReads.has(name);
}

function expectedNames(step: StepInRun): Set<string> {
  const names = new Set<string>(step.extraReads);
  for (const { facts } of step.cells) {
    for (const list of [
      facts.reads,
      facts.deferred,
      facts.mutates,
      facts.maybeMutates,
      facts.deletes,
      facts.maybeWrites,
    ]) {
      for (const name of list) names.add(name);
    }
  }
  for (const name of ambientState) names.add(name);
  return names;
}
