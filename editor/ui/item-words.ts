import { duration } from "./duration.ts";
import type { ItemTimes, Pace } from "./skeletons/item-progress.ts";

/** "37 / 200, 1.6 items/s, 1 min 40 s left", with what is known of it. */
export function paceWords({ done, total, finished, perSecond, left }: Pace): string {
  const count =
    total === null ? `${number(done)} so far` : finished ? items(total) : `${number(done)} / ${number(total)}`;
  const rate = perSecond === null ? [] : [`${rateWords(perSecond)} items/s`];
  return [count, ...rate, ...(left === null ? [] : [`${duration(left)} left`])].join(", ");
}

export function items(count: number): string {
  return `${number(count)} ${count === 1 ? "item" : "items"}`;
}

/** "200 items ended: 0.1 s to 3 s, half of them within 0.5 s; 2 failed" */
export function timesWords({ ended, failed, fastest, median, slowest }: ItemTimes): string {
  const spread = `${duration(fastest)} to ${duration(slowest)}, half of them within ${duration(median)}`;
  return `${items(ended)} ended: ${spread}${failed > 0 ? `; ${number(failed)} failed` : ""}`;
}

function number(count: number): string {
  return count.toLocaleString("en");
}

function rateWords(perSecond: number): string {
  if (perSecond >= 100) return number(Math.round(perSecond));
  return perSecond >= 10 ? perSecond.toFixed(0) : perSecond.toPrecision(2);
}
