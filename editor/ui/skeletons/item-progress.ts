import type { ItemRun } from "@cellweave/engine/model/job";
import type { CellRun, SkeletonCall } from "@cellweave/engine/model/run";

/** How far a skeleton's items are. Times are seconds; null is not known. */
export interface Pace {
  readonly done: number;
  readonly total: number | null;
  readonly finished: boolean;
  readonly perSecond: number | null;
  readonly left: number | null;
}

/**
 * `now` is milliseconds since the epoch, and null once the cell no longer runs. What was taken over from an earlier run
 * took no time.
 */
export function paceOf(call: SkeletonCall, now: number | null): Pace {
  const { done, total, reused } = call;
  const finished = total !== null && done >= total;
  const over = finished || now === null;
  const seconds = (Math.max(over ? 0 : now, call.updatedAt) - call.startedAt) / 1000;
  const own = done - reused;
  const perSecond = own > 0 && seconds > 0 ? own / seconds : null;
  const left = total === null || over || perSecond === null ? null : (total - done) / perSecond;
  return { done, total, finished, perSecond, left };
}

/** What stands for one item or several neighbours in a heat strip. */
export interface HeatBin {
  readonly from: number;
  /** The last index in it. */
  readonly to: number;
  /** Items of it that ended. */
  readonly ended: number;
  readonly failed: number;
  /** Mean of those that ended. */
  readonly seconds: number;
  /** 0 for the fastest, `heatLevels - 1` for the slowest; null where nothing ended. */
  readonly level: number | null;
}

export const heatLevels = 5;

/** Items by index in at most so many bins of one size, coloured against the slowest. */
export function heatBins(items: readonly ItemRun[], total: number | null, most: number): HeatBin[] {
  const last = items.reduce((highest, { index }) => Math.max(highest, index), -1);
  const count = Math.max(total ?? 0, last + 1);
  if (count === 0) return [];
  const size = Math.ceil(count / most);
  const sums = Array.from({ length: Math.ceil(count / size) }, () => ({ ended: 0, failed: 0, seconds: 0 }));
  for (const { index, seconds, error } of items) {
    const sum = sums[Math.floor(index / size)];
    if (!sum) continue;
    sum.ended += 1;
    sum.seconds += seconds;
    if (error !== undefined) sum.failed += 1;
  }
  const means = sums.map(({ ended, seconds }) => (ended > 0 ? seconds / ended : null));
  const slowest = Math.max(0, ...means.map((mean) => mean ?? 0));
  return sums.map(({ ended, failed }, at) => {
    const mean = means[at] ?? null;
    const level = mean === null ? null : levelOf(mean, slowest);
    const to = Math.min(count, (at + 1) * size) - 1;
    return { from: at * size, to, ended, failed, seconds: mean ?? 0, level };
  });
}

function levelOf(seconds: number, slowest: number): number {
  if (slowest <= 0) return 0;
  return Math.min(heatLevels - 1, Math.floor((seconds / slowest) * heatLevels));
}

const failures = new WeakMap<readonly ItemRun[], number>();

/** How many items failed. It is asked for many times a second, and counted once for a list. */
export function failedItems(items: readonly ItemRun[]): number {
  const known = failures.get(items);
  if (known !== undefined) return known;
  const failed = items.reduce((sum, { error }) => sum + (error === undefined ? 0 : 1), 0);
  failures.set(items, failed);
  return failed;
}

/** What a heat strip says in words. */
export interface ItemTimes {
  readonly ended: number;
  readonly failed: number;
  readonly fastest: number;
  readonly median: number;
  readonly slowest: number;
}

export function itemTimes(items: readonly ItemRun[]): ItemTimes | null {
  if (items.length === 0) return null;
  const sorted = items.map(({ seconds }) => seconds).sort((left, right) => left - right);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { ended: items.length, failed: failedItems(items), fastest: at(0), median: at(0.5), slowest: at(1) };
}

/** The call whose items one waits for: the sections of a fork are no items one after the other. */
export function goingCall(calls: readonly SkeletonCall[] | undefined): SkeletonCall | undefined {
  return calls?.findLast(({ label }) => !/^fork\b/.test(label));
}

/** What there is room for in a small picture: the share of the items that are done, and whether one failed. */
export interface ItemsShare {
  readonly done: number;
  readonly failed: boolean;
}

/** null where no items run, and none failed. */
export function itemsShare({ calls, state }: Pick<CellRun, "calls" | "state">): ItemsShare | null {
  const call = goingCall(calls);
  if (call === undefined) return null;
  const failed = failedItems(call.items) > 0;
  if (state !== "running") return failed ? { done: 1, failed } : null;
  return call.total ? { done: Math.min(1, call.done / call.total), failed } : null;
}

export type ItemFilter = "all" | "failed" | "slowest";

/** The items in the order in which a person wants them: by index, the failed alone, or the slowest first. */
export function listedItems(items: readonly ItemRun[], filter: ItemFilter): readonly ItemRun[] {
  if (filter === "slowest") return items.toSorted((left, right) => right.seconds - left.seconds);
  const wanted = filter === "failed" ? items.filter(({ error }) => error !== undefined) : items;
  return wanted.toSorted((left, right) => left.index - right.index);
}
