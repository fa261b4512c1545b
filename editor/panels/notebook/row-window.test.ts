import { expect, test } from "vitest";
import { offsetOf, rowsInSight } from "./row-window.ts";

const heights = [100, 300, 50, 50, 500, 100];

test("only rows in sight and near it are drawn, and the rest is accounted for", () => {
  expect(rowsInSight(heights, 400, 500, 0)).toEqual({ from: 1, to: 4, above: 100, below: 600 });
  expect(rowsInSight(heights, 0, 100, 1000)).toEqual({ from: 0, to: 6, above: 0, below: 0 });
});

test("past the end the last row is still drawn", () => {
  expect(rowsInSight(heights, 9000, 9100, 0)).toMatchObject({ from: 5, below: 0 });
});

test("drawn and left out rows together are as high as all rows", () => {
  const all = heights.reduce((sum, height) => sum + height, 0);
  for (let top = 0; top < all; top += 37) {
    const { from, to, above, below } = rowsInSight(heights, top, top + 200, 50);
    const drawn = heights.slice(from, to).reduce((sum, height) => sum + height, 0);
    expect(above + drawn + below).toBe(all);
  }
  expect(offsetOf(heights, 3)).toBe(450);
});
