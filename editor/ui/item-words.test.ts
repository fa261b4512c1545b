import { expect, test } from "vitest";
import { paceWords, timesWords } from "./item-words.ts";

const pace = { done: 37, total: 200, finished: false, perSecond: 1.63, left: 100 };

test.each([
  [pace, "37 / 200, 1.6 items/s, 1 min 40 s left"],
  [{ ...pace, perSecond: null, left: null }, "37 / 200"],
  [{ ...pace, total: null, left: null }, "37 so far, 1.6 items/s"],
  [{ done: 200, total: 200, finished: true, perSecond: 12.4, left: null }, "200 items, 12 items/s"],
  [{ done: 1, total: 1, finished: true, perSecond: 0.25, left: null }, "1 item, 0.25 items/s"],
  [
    { done: 90_000, total: 100_000, finished: false, perSecond: 45_678, left: 0.2 },
    "90,000 / 100,000, 45,678 items/s, 200 ms left",
  ],
])("how far items are, in words: %#", (shown, words) => {
  expect(paceWords(shown)).toBe(words);
});

test("times of items in words", () => {
  expect(timesWords({ ended: 200, failed: 2, fastest: 0.1, median: 0.5, slowest: 3 })).toBe(
    "200 items ended: 100 ms to 3.0 s, half of them within 500 ms; 2 failed",
  );
});
