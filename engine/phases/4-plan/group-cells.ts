import { isDefaultPlace } from "../../model/environment.ts";
import type { PlanCell } from "./plan-cells.ts";

/** Cells that will run in one step. Mutable only inside this file. */
interface Group {
  cells: PlanCell[];
  /** Names that cells of other groups take from this one. */
  readonly taken: Set<string>;
}

const historyName = /^(_+|_i*\d+|_i+|In|Out)$/;

/**
 * Groups the cells of a plan, in notebook order.
 * 1. Light cells join the cells they depend on, or one first group of light cells.
 * 2. Makers and users of values that cannot travel are joined.
 * 3. Straight chains of groups are joined.
 * Cells of several environments are joined only by 2, and only where one of them is nobody's choice.
 * A group never waits for itself, and never overwrites a value that a cell outside still has to read.
 */
export function groupCells(cells: readonly PlanCell[]): PlanCell[][] {
  const groupOf = new Map<PlanCell, Group>();
  const first: Group = { cells: [], taken: new Set() };
  for (const cell of cells) {
    const home = cell.light ? homeOfLight(cell, groupOf, first) : null;
    const group = home ?? { cells: [], taken: new Set() };
    group.cells.push(cell);
    groupOf.set(cell, group);
    for (const { from, names } of cell.needs) {
      const source = groupOf.get(from);
      if (source !== group) for (const name of names) source?.taken.add(name);
    }
  }
  for (const cell of cells) {
    if (cell.facts.reads.some((name) => historyName.test(name))) {
      for (const earlier of cells.slice(0, cell.order)) fuse(earlier, cell, groupOf);
    }
    for (const { from, names } of cell.needs) {
      if (names.some((name) => from.stuck.has(name))) fuse(from, cell, groupOf);
    }
  }
  joinChains(cells, groupOf, first);
  return [...new Set(cells.map((cell) => groupOf.get(cell)))]
    .filter((group) => group !== undefined)
    .flatMap((group) => byPlace([...group.cells].sort((a, b) => a.order - b.order)));
}

/** Cells that were joined although they are placed on several environments run one after the other, each where it must. */
function byPlace(cells: readonly PlanCell[]): PlanCell[][] {
  const runs: PlanCell[][] = [];
  let key: string | null = null;
  for (const cell of cells) {
    const own = isDefaultPlace(cell.place) ? null : cell.placeKey;
    const last = runs.at(-1);
    if (last && (own === null || key === null || own === key)) last.push(cell);
    else runs.push([cell]);
    key = own ?? (last ? key : null);
  }
  return runs;
}

function homeOfLight(cell: PlanCell, groupOf: ReadonlyMap<PlanCell, Group>, first: Group): Group | null {
  const needed = [...new Set(cell.needs.map(({ from }) => groupOf.get(from)))].filter((group) => group !== undefined);
  if (needed.length === 0) needed.push(first);
  const latest = needed.sort((a, b) => lastOrder(b) - lastOrder(a));
  // The latest group it waits for comes first; when it must not grow, the next one may.
  for (const group of latest) {
    if (standsApart(group) || !isInPlace(group, cell.placeKey)) continue;
    const others = latest.filter((other) => other !== group);
    if (others.some((other) => reaches(other, group, groupOf))) continue;
    // All that was taken so far was taken by earlier cells.
    if (group.taken.has("*") || [...cell.changes].some((name) => group.taken.has(name))) continue;
    return group;
  }
  return null;
}

/** Whether all its cells run in this place; true of an empty group. */
const isInPlace = (group: Group, key: string) => group.cells.every(({ placeKey }) => placeKey === key);
/** Whether it holds a cell that nothing is to join without need. */
const standsApart = (group: Group) => group.cells.some(({ apart }) => apart);
const lastOrder = (group: Group) => group.cells.at(-1)?.order ?? -1;

/** Whether `group` waits, directly or through others, for `goal`. */
function reaches(group: Group, goal: Group, groupOf: ReadonlyMap<PlanCell, Group>): boolean {
  const seen = new Set<Group>([group]);
  const open = [group];
  for (let current = open.pop(); current; current = open.pop()) {
    for (const next of neededGroups(current, groupOf)) {
      if (next === goal) return true;
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
    }
  }
  return false;
}

function neededGroups(group: Group, groupOf: ReadonlyMap<PlanCell, Group>): Set<Group> {
  const needed = new Set<Group>();
  for (const cell of group.cells) {
    for (const { from } of cell.needs) {
      const other = groupOf.get(from);
      if (other && other !== group) needed.add(other);
    }
  }
  return needed;
}

/**
 * A step stores its values when it ends. So a cell outside that reads a value from the middle of the group's life,
 * before the group changes it again, would get the wrong version.
 */
function outsideReadersOfOldValues(cells: readonly PlanCell[]): PlanCell[] {
  const inside = new Set(cells);
  const readers: PlanCell[] = [];
  for (const cell of cells) {
    for (const { to, names } of cell.neededBy) {
      if (inside.has(to)) continue;
      const overwritten = cells.some(
        (other) => other.order > to.order && names.some((name) => other.changes.has(name)),
      );
      if (overwritten) readers.push(to);
    }
  }
  return readers;
}

/** Joins the groups of two cells, and whatever would otherwise wait for itself or read a value too late. */
function fuse(a: PlanCell, b: PlanCell, groupOf: Map<PlanCell, Group>): void {
  const [left, right] = [groupOf.get(a), groupOf.get(b)];
  if (!left || !right || left === right) return;
  merge(left, right, groupOf);
  for (let more = entangled(left, groupOf); more; more = entangled(left, groupOf)) merge(left, more, groupOf);
}

function entangled(group: Group, groupOf: ReadonlyMap<PlanCell, Group>): Group | null {
  for (const next of neededGroups(group, groupOf)) if (reaches(next, group, groupOf)) return next;
  for (const reader of outsideReadersOfOldValues(group.cells)) return groupOf.get(reader) ?? null;
  return null;
}

function merge(into: Group, from: Group, groupOf: Map<PlanCell, Group>): void {
  const inOrder = lastOrder(into) < (from.cells[0]?.order ?? 0);
  for (const cell of from.cells) {
    into.cells.push(cell);
    groupOf.set(cell, into);
  }
  if (!inOrder) into.cells.sort((a, b) => a.order - b.order);
  for (const name of from.taken) into.taken.add(name);
  from.cells = [];
}

function joinChains(cells: readonly PlanCell[], groupOf: Map<PlanCell, Group>, first: Group): void {
  const leaving = new Map<Group, number>();
  for (const cell of cells) {
    for (const { to } of cell.neededBy) {
      const group = groupOf.get(cell);
      if (group && groupOf.get(to) !== group) leaving.set(group, (leaving.get(group) ?? 0) + 1);
    }
  }
  for (const cell of cells) {
    const group = groupOf.get(cell);
    if (!group || group === first || group.cells[0] !== cell || standsApart(group)) continue;
    if (!isInPlace(group, cell.placeKey)) continue;
    const needed = [...neededGroups(group, groupOf)].filter((other) => other !== first);
    const only = needed.length === 1 ? needed[0] : undefined;
    // All that leaves the one group must arrive in the other. Later cells cannot overwrite what only they read.
    if (
      !only ||
      standsApart(only) ||
      !isInPlace(only, cell.placeKey) ||
      leaving.get(only) !== arriving(only, group, groupOf) ||
      lastOrder(only) > cell.order
    )
      continue;
    merge(only, group, groupOf);
    leaving.set(only, leaving.get(group) ?? 0);
  }
  // With nothing to run beside each other, the light cells need no process of their own.
  const rest = new Set(cells.map((cell) => groupOf.get(cell)));
  rest.delete(first);
  const [last] = rest;
  if (
    rest.size === 1 &&
    last &&
    first.cells.length > 0 &&
    !standsApart(last) &&
    isInPlace(last, first.cells[0]?.placeKey ?? "")
  )
    merge(last, first, groupOf);
}

function arriving(from: Group, to: Group, groupOf: ReadonlyMap<PlanCell, Group>): number {
  return to.cells.reduce((sum, cell) => sum + cell.needs.filter((need) => groupOf.get(need.from) === from).length, 0);
}
