import type { SkeletonCall } from "@cellweave/engine/model/run";
import { useEffect, useMemo, useState } from "react";
import { HeatStrip } from "../heat-strip.tsx";
import { paceWords, timesWords } from "../item-words.ts";
import { heatBins, itemTimes, paceOf } from "./item-progress.ts";

/** How far the items of a call are, in a bar and in words, and how long each took. A press tells which item is meant. */
export function ItemsProgress({
  call,
  running,
  onPick,
}: {
  readonly call: SkeletonCall;
  readonly running: boolean;
  readonly onPick: (index: number | null) => void;
}) {
  const { done, total, items } = call;
  const now = useNow(running && (total === null || done < total));
  const bins = useMemo(() => heatBins(items, total, 120), [items, total]);
  const times = useMemo(() => itemTimes(items), [items]);
  const words = paceWords(paceOf(call, running ? now : null));
  return (
    <>
      <div className="flex items-center gap-2">
        <div
          role="progressbar"
          aria-label={`Items of ${call.label}`}
          aria-valuenow={done}
          aria-valuemin={0}
          aria-valuemax={total ?? undefined}
          aria-valuetext={words}
          className="h-1.5 min-w-8 flex-1 overflow-hidden rounded-full bg-hover"
        >
          <div
            style={{ width: `${total ? Math.min(100, (done / total) * 100) : 0}%` }}
            className="h-full rounded-full bg-accent"
          />
        </div>
        <span data-testid="pace" className="max-w-[80%] shrink-0 truncate tabular-nums">
          {words}
        </span>
      </div>
      <HeatStrip
        bins={bins}
        tabIndex={-1}
        height={10}
        label={`Times of items: ${times ? timesWords(times) : "none ended yet"}. Shows the items.`}
        onPick={(bin) => onPick(bin.ended > 0 ? bin.from : null)}
      />
    </>
  );
}

/** Seconds tick while items run, so that the time left does. */
function useNow(ticking: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
