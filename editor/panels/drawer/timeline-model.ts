import type { CellId } from "@cellweave/engine/model/flow";
import type { RunState } from "@cellweave/engine/model/run";

/** A cell's time in a run: seconds from the run's start. */
export interface Bar {
  readonly cell: CellId;
  readonly state: RunState["cells"][string]["state"];
  readonly from: number;
  /** null while it runs. */
  readonly to: number | null;
}

/** One bar for each cell that has started, the earliest first; cells whose result was reused stand at a point. */
export function timelineBars(run: RunState): Bar[] {
  const start = run.startedAt ?? 0;
  return Object.entries(run.cells)
    .flatMap(([cell, { state, startedAt, seconds }]): Bar[] => {
      if (startedAt === null) return [];
      const from = Math.max(0, (startedAt - start) / 1000);
      return [{ cell, state, from, to: state === "running" ? null : from + (seconds ?? 0) }];
    })
    .sort((left, right) => left.from - right.from);
}

/** Round marks for an axis of `length` seconds: about `wanted` of them, from 0. */
export function axisMarks(length: number, wanted = 6): number[] {
  if (!(length > 0)) return [0];
  const rough = length / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(length / step + 1e-9) + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  );
}
