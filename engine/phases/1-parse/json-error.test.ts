import fc from "fast-check";
import { expect, it } from "vitest";
import { jsonError } from "./json-error.ts";

const cases: readonly (readonly [string, number, string])[] = [
  ["", 0, "the file ends too early"],
  ["[1, 2", 5, "the file ends too early"],
  ['{"a": ', 6, "the file ends too early"],
  ['{"a": "b', 6, "the file ends inside a string that begins"],
  ["[1,]", 3, "a comma stands before the closing bracket"],
  ['{"a": 1,}', 8, "a comma stands before the closing bracket"],
  ["[1 2]", 3, "a comma or ] is missing"],
  ['{"a": 1 "b": 2}', 8, "a comma or } is missing"],
  ["[1}", 2, "a comma or ] is missing"],
  ['{"a" 1}', 5, "a colon is missing"],
  ['{"a": }', 6, "a value is missing"],
  ["[,1]", 1, "a value is missing"],
  ["{a: 1}", 1, "a key in double quotes is missing"],
  ["{'a': 1}", 1, "a key in double quotes is missing"],
  ["[True]", 1, "a value is missing or misspelt"],
  ["[01]", 1, "a value is missing or misspelt"],
  ["[1] // done", 4, "something follows the end of the notebook"],
  ['["a\nb"]', 3, "a line break or control character stands in a string"],
  ['["\\x"]', 2, "an unknown escape stands in a string"],
  ["{\n<<<<<<< ours\n}", 2, "the marks of an unfinished git merge stand"],
];
it.each(cases)("%j at %i: %s", (text, offset, reason) => {
  expect(jsonError(text)).toEqual({ offset, reason });
});

it("finds nothing in what JSON.parse reads, and something in what it does not", () => {
  const letters = fc.constantFrom(...'[]{},:"\\ \n1-e.tn', "true", '"a"', '"b":', "null", "\\u00e9");
  const almost = fc.oneof(
    fc.json(),
    fc.array(letters, { maxLength: 12 }).map((parts) => parts.join("")),
    fc.tuple(fc.json(), fc.nat(), letters).map(([text, place, letter]) => {
      const at = place % (text.length + 1);
      return text.slice(0, at) + letter + text.slice(at + 1);
    }),
  );
  fc.assert(
    fc.property(almost, (text) => {
      let reads = true;
      try {
        JSON.parse(text);
      } catch {
        reads = false;
      }
      expect(jsonError(text) === null).toBe(reads);
    }),
    { numRuns: 3000 },
  );
});

it("a hundred thousand brackets are no problem", () => {
  expect(jsonError("[".repeat(100_000))?.reason).toBe("the file ends too early");
});
