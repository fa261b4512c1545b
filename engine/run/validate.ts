import type { CellId } from "../model/flow.ts";
import type { CellRecord } from "../model/job.ts";
import { silentAmbient } from "./ambient-state.ts";
import type { CellInRun, StepInRun } from "./running.ts";
import { fileName, sameContent, sameValue, type Version } from "./versions.ts";

/** A cell that saw something else than it would have seen in order, and the version it should have seen. */
export interface Mismatch {
  readonly name: string;
  readonly current: Version | undefined;
}

/**
 * The first name whose value the cell took in another version than the committed one; null when all it saw is right.
 * All earlier cells must be committed.
 */
export function findMismatch(
  cell: CellInRun,
  record: CellRecord,
  committed: ReadonlyMap<string, Version>,
  byId: ReadonlyMap<CellId, CellInRun>,
): Mismatch | null {
  for (const [name, origin] of Object.entries(record.reads)) {
    const current = committed.get(name);
    if (!sawCurrent(cell, record, name, origin, committed)) return { name, current };
    const torn = cell.versions.has(name) ? tornFrom(cell, current, committed) : undefined;
    if (torn) return { name: torn.name, current: torn };
  }
  for (const name of record.absent) {
    const current = committed.get(name);
    if (current && !current.deleted && !isPrelude(cell.step, current.cell)) return { name, current };
  }
  const silent = cell.wroteStderr || cell.outcome === "failed" ? [...silentAmbient, "<warnings>"] : silentAmbient;
  for (const name of silent) {
    const current = committed.get(name);
    // Importing a library may touch ambient state; every step that needs the import repeats it.
    if (current && byId.get(current.cell)?.facts.definitionsOnly) continue;
    if (!sameValue(seenBy(cell, name), current)) return { name, current };
  }
  return findStaleFile(cell, record, committed, byId);
}

/** A file, or a folder's content, that the cell read before an earlier cell of another step had written it. */
function findStaleFile(
  cell: CellInRun,
  record: CellRecord,
  committed: ReadonlyMap<string, Version>,
  byId: ReadonlyMap<CellId, CellInRun>,
): Mismatch | null {
  for (const effect of record.effects) {
    if (!effect.startsWith("fs:read:")) continue;
    const read = fileName(effect);
    for (const [name, current] of committed) {
      if (name !== read && !name.startsWith(`${read}/`)) continue;
      const writer = byId.get(current.cell);
      if (writer && writer.step !== cell.step && writer.endedAt > cell.startedAt) return { name, current };
    }
  }
  return null;
}

function sawCurrent(
  cell: CellInRun,
  record: CellRecord,
  name: string,
  origin: CellId | null,
  committed: ReadonlyMap<string, Version>,
): boolean {
  const current = committed.get(name);
  if (origin === null) return current === undefined || isPrelude(cell.step, current.cell);
  const seen = seenBy(cell, name);
  if (sameValue(seen, current)) return true;
  if (!current || !sameContent(seen, current)) return false;
  // The content is right. What now shares parts with it matters to who changes it, shares it on, or reads those too.
  const others = current.group.filter(
    (other) => other !== name && other in record.reads && committed.get(other)?.digest === current.digest,
  );
  return !cell.versions.has(name) && others.every((other) => seenBy(cell, other)?.digest === seen?.digest);
}

/**
 * What shares parts with a value that the cell changed or shared on, although what the cell had of it did not: the change
 * must be seen there too.
 */
function tornFrom(
  cell: CellInRun,
  current: Version | undefined,
  committed: ReadonlyMap<string, Version>,
): Version | undefined {
  if (!current || current.digest === null) return undefined;
  return current.group
    .map((name) => committed.get(name))
    .find((other) => other?.digest === current.digest && seenBy(cell, other.name)?.digest !== current.digest);
}

function isPrelude(step: StepInRun, cell: CellId): boolean {
  return step.prelude.some((definition) => definition.cell === cell);
}

/** The version a cell had before it: left by an earlier cell of its own step, or given to the step. */
export function seenBy(cell: CellInRun, name: string): Version | undefined {
  const given = cell.step.given.get(cell.id)?.get(name);
  const own = cell.step.cells
    .findLast((other) => other.order < cell.order && other.versions.has(name))
    ?.versions.get(name);
  // Something from outside that is later in the notebook than the step's own change was handed over after it.
  return own && given ? (given.order > own.order ? given : own) : (own ?? given);
}
