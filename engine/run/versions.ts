import type { Digest } from "../model/artifact.ts";
import type { CellId } from "../model/flow.ts";

/** One value a name had, between two changes of it. Compared by identity: each attempt of a step makes versions of its own. */
export interface Version {
  readonly name: string;
  /** The cell that bound it or last changed it in place. */
  readonly cell: CellId;
  /** Position of that cell in the run. */
  readonly order: number;
  readonly deleted: boolean;
  /** The stored group that holds it; null while it only lives in its step's process. */
  digest: Digest | null;
  /** The names stored in one object with it: they share parts that can change. */
  group: readonly string[];
  /**
   * The same content in a wider group: a cell made something that shares parts with it, and did not change it. Who only
   * looks at it alone may have seen either.
   */
  readonly copyOf: Version | null;
  /** Why it cannot leave that process; null when it can, or when nobody tried. */
  stuck: string | null;
}

/** Whether a reader that saw `seen` would have seen the same had the cells run one after the other. */
export function sameValue(seen: Version | undefined, current: Version | undefined): boolean {
  if (seen === current) return true;
  const [gone, now] = [seen === undefined || seen.deleted, current === undefined || current.deleted];
  if (gone || now) return gone && now;
  return seen?.digest !== null && seen?.digest === current?.digest;
}

/** Whether `seen` has the content of `current`, perhaps in a narrower group. */
export function sameContent(seen: Version | undefined, current: Version | undefined): boolean {
  for (let version = current; version; version = version.copyOf ?? undefined) {
    if (sameValue(seen, version)) return true;
  }
  return sameValue(seen, current);
}

/** For each name the last version that comes before `order`. */
export function versionsBefore(versions: ReadonlyMap<string, readonly Version[]>, order: number): Map<string, Version> {
  const found = new Map<string, Version>();
  for (const [name, all] of versions) {
    const last = all.findLast((version, index) => version.order < order && stillStands(version, all[index - 1]));
    if (last) found.set(name, last);
  }
  return found;
}

/** What a cell leaves becomes current, by name. */
export function leave(versions: Iterable<Version>, committed: Map<string, Version>): void {
  for (const version of versions) {
    if (stillStands(version, committed.get(version.name))) committed.set(version.name, version);
  }
}

/** A copy in a wider group is of the value it was made from; when the name was bound anew before, it is of no name any more. */
function stillStands(version: Version, before: Version | undefined): boolean {
  return version.copyOf === null || sameValue(version.copyOf, before);
}

/** The name under which a written file is a version like any other, from the effect `fs:write:PATH` or `fs:read:PATH`. */
export function fileName(effect: string): string {
  return `fs:${effect.replace(/^fs:(read|write):/, "")}`;
}
