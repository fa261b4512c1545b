import { beforeAll, expect, test } from "vitest";
import { assignmentsOf, pythonLiteral, replaceSpan, setAssignment } from "./edit.ts";
import { parserFromDisk } from "./parser.test-disk.ts";
import type { PythonParser } from "./parser.ts";

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

test("names set to literals are found with their text, others are not", () => {
  const source =
    'a = 1  # one\nb: float = -2.5\nname = "x" \'y\'\nd = {"k": [1, (2,)]}\nc = a\ne, f = 1, 2\ng = f"{a}"\nif a:\n    h = 1\n';
  expect(assignmentsOf(source, parser).map(({ name, value }) => [name, value])).toEqual([
    ["a", "1"],
    ["b", "-2.5"],
    ["name", "\"x\" 'y'"],
    ["d", '{"k": [1, (2,)]}'],
  ]);
});

test("setting a value keeps every other byte", () => {
  expect(setAssignment("rate   =  0.1   # learning\nn = 3", "rate", "0.5", parser)).toBe(
    "rate   =  0.5   # learning\nn = 3",
  );
  expect(setAssignment("x = 1\nx = 2", "x", "3", parser)).toBe("x = 1\nx = 3");
  expect(setAssignment("x = y", "x", "3", parser)).toBeNull();
  expect(replaceSpan("abc", 1, 2, "XX")).toBe("aXXc");
});

test("JSON values are spelled as Python", () => {
  expect(pythonLiteral({ a: [true, null, 1.5, "it's\n"] })).toBe('{"a": [True, None, 1.5, "it\'s\\n"]}');
  expect(pythonLiteral(Number.POSITIVE_INFINITY)).toBe('float("inf")');
});
