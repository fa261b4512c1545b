import { isDefaultPlace } from "../../model/environment.ts";
import type { PlanCell } from "./plan-cells.ts";

/** Cells that will run in one step. Mutable only inside this file. */
interface Group {
  cells: PlanCell[];
  /** Names that cells of other groups take from this one; null for none. */
  taken: Set<string> | null;
}

/** The group of each cell, by the order of the cell. */
type Groups = Group[];

const historyName = /^(_+|_i*\d+|_i+|In|Out)$/;

/**
 * Groups the cells of a plan, in notebook order.
 * 1. Light cells join the cells they depend on, or one first group of light cells.
 * 2. Makers and users of values that cannot travel are joined.
 * 3. Straight chains of groups are joined.
 * Cells of several environments are joined only by 2, and only where one of them is nobody's choice.
 * A group never waits for itself, and never overwrites a value that a cell outside still has to read.
 */
export function groupCells(cells: readonly PlanCell[]): readonly (readonly PlanCell[])[] {
  const groups: Groups = [];
  const first: Group = { cells: [], taken: null };
  // Only light cells ask what was taken.
  const mayJoin = cells.some(({ light }) => light);
  for (const cell of cells) {
    const home = cell.light ? homeOfLight(cell, groups, first) : null;
    if (home !== null) home.cells.push(cell);
    const group = home ?? { cells: [cell], taken: null };
    groups.push(group);
    if (!mayJoin) continue;
    for (const { from, names } of cell.needs) {
      const source = groupOf(from, groups);
      if (source !== group) takeNames(source, names);
    }
  }
  for (const cell of cells) {
    if (readsHistory(cell)) for (const earlier of cells.slice(0, cell.order)) fuse(earlier, cell, groups);
    for (const { from, names } of cell.needs) {
      if (from.stuck.size > 0 && names.some((name) => from.stuck.has(name))) fuse(from, cell, groups);
    }
  }
  joinChains(cells, groups, first);
  return [...new Set(groups)].flatMap((group) => byPlace(group.cells.sort((a, b) => a.order - b.order)));
}

/** Cells that were joined although they are placed on several environments run one after the other, each where it must. */
function byPlace(cells: readonly PlanCell[]): readonly (readonly PlanCell[])[] {
  const key = cells[0]?.placeKey;
  if (cells.every(({ placeKey }) => placeKey === key)) return [cells];
  const runs: { readonly cells: PlanCell[]; key: string | null }[] = [];
  for (const cell of cells) {
    const own = isDefaultPlace(cell.place) ? null : cell.placeKey;
    const last = runs.at(-1);
    if (!last || (own !== null && last.key !== null && own !== last.key)) runs.push({ cells: [cell], key: own });
    else {
      last.cells.push(cell);
      last.key ??= own;
    }
  }
  return runs.map((run) => run.cells);
}

const groupOf = (cell: PlanCell, groups: Groups) => groups[cell.order] as Group;

function takeNames(group: Group, names: Iterable<string>): void {
  group.taken ??= new Set();
  for (const name of names) group.taken.add(name);
}

/** What the kernel numbers and remembers has a name that begins so. */
function readsHistory({ facts }: PlanCell): boolean {
  return facts.reads.some(
    (name) => (name.startsWith("_") || name === "In" || name === "Out") && historyName.test(name),
  );
}

function homeOfLight(cell: PlanCell, groups: Groups, first: Group): Group | null {
  const needed = [...new Set(cell.needs.map(({ from }) => groupOf(from, groups)))];
  if (needed.length === 0) needed.push(first);
  const latest = needed.sort((a, b) => lastOrder(b) - lastOrder(a));
  // The latest group it waits for comes first; when it must not grow, the next one may.
  for (const group of latest) {
    if (standsApart(group) || !isInPlace(group, cell.placeKey)) continue;
    if (latest.some((other) => other !== group && reaches(other, group, groups))) continue;
    // All that was taken so far was taken by earlier cells.
    const { taken } = group;
    if (taken !== null && (taken.has("*") || [...cell.changes].some((name) => taken.has(name)))) continue;
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
function reaches(group: Group, goal: Group, groups: Groups): boolean {
  const start = goal.cells[0]?.order ?? 0;
  // Cells wait for earlier ones only.
  const mayWait = (other: Group) => lastOrder(other) > start;
  const seen = new Set<Group>([group]);
  const open = mayWait(group) ? [group] : [];
  for (let current = open.pop(); current; current = open.pop()) {
    for (const { needs } of current.cells) {
      for (const { from } of needs) {
        const next = groupOf(from, groups);
        if (next === goal) return true;
        if (seen.has(next)) continue;
        seen.add(next);
        if (mayWait(next)) open.push(next);
      }
    }
  }
  return false;
}

function neededGroups(group: Group, groups: Groups): Set<Group> {
  const needed = new Set<Group>();
  for (const { needs } of group.cells) for (const { from } of needs) needed.add(groupOf(from, groups));
  needed.delete(group);
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
function fuse(a: PlanCell, b: PlanCell, groups: Groups): void {
  const [left, right] = [groupOf(a, groups), groupOf(b, groups)];
  if (left === right) return;
  merge(left, right, groups);
  for (let more = entangled(left, groups); more; more = entangled(left, groups)) merge(left, more, groups);
}

function entangled(group: Group, groups: Groups): Group | null {
  for (const next of neededGroups(group, groups)) if (reaches(next, group, groups)) return next;
  for (const reader of outsideReadersOfOldValues(group.cells)) return groupOf(reader, groups);
  return null;
}

function merge(into: Group, from: Group, groups: Groups): void {
  const inOrder = lastOrder(into) < (from.cells[0]?.order ?? 0);
  for (const cell of from.cells) {
    into.cells.push(cell);
    groups[cell.order] = into;
  }
  if (!inOrder) into.cells.sort((a, b) => a.order - b.order);
  if (from.taken !== null) takeNames(into, from.taken);
  from.cells = [];
}

function joinChains(cells: readonly PlanCell[], groups: Groups, first: Group): void {
  const leaving = new Map<Group, number>();
  for (const cell of cells) {
    const group = groupOf(cell, groups);
    let count = 0;
    for (const { to } of cell.neededBy) if (groupOf(to, groups) !== group) count++;
    if (count > 0) leaving.set(group, (leaving.get(group) ?? 0) + count);
  }
  for (const cell of cells) {
    const group = groupOf(cell, groups);
    if (group === first || group.cells[0] !== cell || standsApart(group)) continue;
    if (!isInPlace(group, cell.placeKey)) continue;
    const only = onlyNeeded(group, groups, first);
    // All that leaves the one group must arrive in the other. Later cells cannot overwrite what only they read.
    if (
      only === null ||
      standsApart(only) ||
      !isInPlace(only, cell.placeKey) ||
      leaving.get(only) !== arriving(only, group, groups) ||
      lastOrder(only) > cell.order
    )
      continue;
    merge(only, group, groups);
    leaving.set(only, leaving.get(group) ?? 0);
  }
  // With nothing to run beside each other, the light cells need no process of their own.
  const rest = new Set(groups);
  rest.delete(first);
  const [last] = rest;
  const [one] = first.cells;
  if (rest.size === 1 && last && one && !standsApart(last) && isInPlace(last, one.placeKey)) merge(last, first, groups);
}

/** The one group that a group waits for, the first left aside; null for none or more than one. */
function onlyNeeded(group: Group, groups: Groups, first: Group): Group | null {
  let only: Group | null = null;
  for (const { needs } of group.cells) {
    for (const { from } of needs) {
      const other = groupOf(from, groups);
      if (other === group || other === first || other === only) continue;
      if (only !== null) return null;
      only = other;
    }
  }
  return only;
}

function arriving(from: Group, to: Group, groups: Groups): number {
  let count = 0;
  for (const { needs } of to.cells) for (const need of needs) if (groupOf(need.from, groups) === from) count++;
  return count;
}
