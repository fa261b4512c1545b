import type { ItemRun } from "@cellweave/engine/model/job";
import type { SkeletonCall } from "@cellweave/engine/model/run";
import { expect, test } from "vitest";
import { heatBins, itemTimes, listedItems, paceOf } from "./item-progress.ts";

const call = (told: Partial<SkeletonCall>): SkeletonCall => ({
  label: "map score",
  total: 200,
  done: 0,
  reused: 0,
  workers: 2,
  startedAt: 0,
  updatedAt: 0,
  items: [],
  ...told,
});

test("the pace says how many a second and how long it still takes", () => {
  expect(paceOf(call({ done: 37, updatedAt: 22_000 }), 23_125)).toEqual({
    done: 37,
    total: 200,
    finished: false,
    perSecond: 1.6,
    left: 101.875,
  });
});

test("items taken over from an earlier run say nothing about the pace", () => {
  expect(paceOf(call({ done: 100, reused: 100 }), 5000)).toMatchObject({ perSecond: null, left: null });
  expect(paceOf(call({ done: 110, reused: 100 }), 5000)).toMatchObject({ perSecond: 2, left: 45 });
});

test("what is finished keeps its pace, and what has no end known has no time left", () => {
  expect(paceOf(call({ done: 200, updatedAt: 100_000 }), 900_000)).toMatchObject({ finished: true, perSecond: 2 });
  expect(paceOf(call({ done: 50, updatedAt: 25_000 }), null)).toMatchObject({
    finished: false,
    perSecond: 2,
    left: null,
  });
  expect(paceOf(call({ total: null, done: 10 }), 5000)).toMatchObject({ finished: false, perSecond: 2, left: null });
});

const items: ItemRun[] = [
  { index: 3, seconds: 0.2, error: "ValueError: no" },
  { index: 0, seconds: 1 },
  { index: 1, seconds: 0.5 },
];

test("each item is a bin while there is room, and neighbours share one after that", () => {
  expect(heatBins(items, 4, 10).map(({ level, failed }) => [level, failed])).toEqual([
    [4, 0],
    [2, 0],
    [null, 0],
    [1, 1],
  ]);
  expect(heatBins(items, 4, 2)).toEqual([
    { from: 0, to: 1, ended: 2, failed: 0, seconds: 0.75, level: 4 },
    { from: 2, to: 3, ended: 1, failed: 1, seconds: 0.2, level: 1 },
  ]);
  expect(heatBins([], null, 10)).toEqual([]);
  expect(heatBins(items, null, 10)).toHaveLength(4);
  expect(heatBins([], 100_000, 120)).toHaveLength(120);
});

test("times are told as fastest, middle and slowest", () => {
  expect(itemTimes(items)).toEqual({ ended: 3, failed: 1, fastest: 0.2, median: 0.5, slowest: 1 });
  expect(itemTimes([])).toBeNull();
});

test("items are listed by index, the failed alone, or the slowest first", () => {
  const indices = (filter: "all" | "failed" | "slowest") => listedItems(items, filter).map(({ index }) => index);
  expect([indices("all"), indices("failed"), indices("slowest")]).toEqual([[0, 1, 3], [3], [0, 1, 3]]);
});
