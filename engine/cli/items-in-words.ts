import type { SkeletonCall } from "../model/run.ts";
import { printable } from "./cell-title.ts";
import { duration } from "./duration.ts";

/** "map fit 37 / 200, 1.6 items/s, 1 min 40 s left"; without rate and rest while nothing is known of them. */
export function itemsInWords(call: SkeletonCall): string {
  const { label, done, total, reused } = call;
  const fresh = done - reused;
  const seconds = (call.updatedAt - call.startedAt) / 1000;
  const rate = seconds > 0 && fresh > 0 ? fresh / seconds : null;
  const left = rate === null || total === null || total <= done ? null : (total - done) / rate;
  return [
    `${printable(label)} ${done}${total === null ? "" : ` / ${total}`}`,
    reused > 0 ? `${reused} from an earlier run` : null,
    rate === null ? null : `${rateInWords(rate)} items/s`,
    left === null ? null : `${duration(left)} left`,
  ]
    .filter(Boolean)
    .join(", ");
}

function rateInWords(rate: number): string {
  if (rate >= 10) return String(Math.round(rate));
  return rate >= 0.095 ? rate.toFixed(1) : rate.toPrecision(1);
}
