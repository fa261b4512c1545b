/** One line of the benchmark's table. Rows and goals are data; a row measures only when it is asked to. */
export interface Row {
  readonly name: string;
  /** What is compared with what, for a person. */
  readonly about: string;
  readonly goals: Goals;
  readonly repeats: number;
  /** What the two sides give, where it is no time: "cells". */
  readonly unit?: string;
  /** Makes what both sides need, outside the measured time, and returns the two sides. */
  prepare(folder: string): Promise<Sides>;
}

export interface Goals {
  /** Ours divided by theirs must not be above this. */
  readonly ratio?: number;
  /** Ours in seconds must not be above this. */
  readonly seconds?: number;
  /** Things a second must not be below this. */
  readonly rate?: number;
}

export interface Sides {
  /** Both do the same work once and return the seconds that it took, or whatever the row's unit says. */
  ours(): Promise<number>;
  theirs(): Promise<number>;
  /** How many things (cells) the work was about; gives a rate. */
  readonly things?: number;
  finish?(): Promise<void>;
}

export interface Measured {
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
  /** Things a second, where the row counts things. */
  readonly rate: number | null;
  readonly met: boolean | null;
}

/** Runs both sides in turn, `repeats` times after a warm-up, so that a slow moment of the machine hits both; medians. */
export async function measure(row: Row, folder: string): Promise<Measured> {
  const sides = await row.prepare(folder);
  const ours: number[] = [];
  const theirs: number[] = [];
  await sides.ours();
  for (let repeat = 0; repeat < row.repeats; repeat++) {
    theirs.push(await sides.theirs());
    ours.push(await sides.ours());
  }
  await sides.finish?.();
  const [middle, other] = [median(ours), median(theirs)];
  const ratio = median(ours.map((seconds, repeat) => seconds / (theirs[repeat] ?? Number.NaN)));
  const rate = sides.things === undefined ? null : sides.things / middle;
  return { ours: middle, theirs: other, ratio, rate, met: meets(row.goals, ratio, middle, rate) };
}

function meets(goals: Goals, ratio: number, seconds: number, rate: number | null): boolean | null {
  if (Object.keys(goals).length === 0) return null;
  const { ratio: most = Infinity, seconds: longest = Infinity, rate: least = 0 } = goals;
  return ratio <= most && seconds <= longest && (rate ?? Infinity) >= least;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
