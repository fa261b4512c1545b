import type { CellId } from "@cellweave/engine/model/flow";
import type { RunEvent } from "@cellweave/engine/model/run";
import { foldEvents } from "./fold-events.ts";
import type { RunsStore } from "./runs.ts";

export interface RunFeed {
  take(events: readonly RunEvent[]): void;
  /** Folds what waits, now. */
  flush(): void;
}

/** Gathers run events and folds them into the store once a frame. */
export function createRunFeed(
  store: RunsStore,
  sourceOf: (cell: CellId) => string | undefined,
  nextFrame: (fold: () => void) => void,
): RunFeed {
  let waiting: RunEvent[] = [];
  let scheduled = false;
  const flush = () => {
    scheduled = false;
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    store.setState((state) => foldEvents(state, events, sourceOf));
  };
  return {
    take(events) {
      for (const event of events) waiting.push(event);
      if (scheduled) return;
      scheduled = true;
      nextFrame(flush);
    },
    flush,
  };
}

/** The next animation frame; in a hidden tab, which has none, soon. */
export function onNextFrame(fold: () => void): void {
  if (document.hidden) setTimeout(fold, 100);
  else requestAnimationFrame(fold);
}
