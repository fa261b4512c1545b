import fc from "fast-check";
import { expect, test } from "vitest";
import { listChange, sameValue, withChange } from "./list-change.ts";

test("a changed list is told by its middle", () => {
  expect(listChange([1, 2, 3, 4], [1, 9, 9, 4])).toEqual({ first: 1, items: [9, 9], last: 1 });
  expect(listChange([1, 2, 3], [1, 2, 3])).toBeNull();
  expect(listChange([1, 1], [1])).toEqual({ first: 1, items: [], last: 0 });
});

test("any list becomes any other, and what stayed is the same object", () => {
  const item = fc.record({ name: fc.constantFrom("a", "b", "c"), names: fc.array(fc.constantFrom("x", "y")) });
  fc.assert(
    fc.property(fc.array(item), fc.array(item), (before, now) => {
      const change = listChange(before, structuredClone(now));
      const made = withChange(before, change);
      expect(made).toEqual(now);
      if (change) expect(made.slice(0, change.first).every((one, at) => one === before[at])).toBe(true);
      else expect(made).toBe(before);
    }),
  );
});

test("values are compared by what they say", () => {
  expect(sameValue({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true);
  expect(sameValue({ a: 1 }, { b: 1 })).toBe(false);
  expect(sameValue({ a: undefined }, { b: 1 })).toBe(false);
  expect(sameValue([], {})).toBe(false);
  expect(sameValue(null, {})).toBe(false);
});
