import { expect, it } from "vitest";
import { readParameters } from "./parameter-option.ts";

// As papermill's `-p` reads them, and true, false and null as YAML has them.
const cases: readonly (readonly [string, string, string])[] = [
  ["n=3", "n", "3"],
  ["n=-3", "n", "-3"],
  ["n=007", "n", "7"],
  ["n=0", "n", "0"],
  ["n=1_000", "n", "1_000"],
  ["n=12345678901234567890", "n", "12345678901234567890"],
  ["rate=0.1", "rate", "0.1"],
  ["rate=1.0", "rate", "1.0"],
  ["rate=.5", "rate", ".5"],
  ["rate=1e-3", "rate", "1e-3"],
  ["rate=nan", "rate", 'float("nan")'],
  ["rate=-inf", "rate", 'float("-inf")'],
  ["flag=True", "flag", "True"],
  ["flag=false", "flag", "False"],
  ["none=None", "none", "None"],
  ["none=null", "none", "None"],
  ["s=text", "s", '"text"'],
  ["s=", "s", '""'],
  ["s=a=b", "s", '"a=b"'],
  ['s="', "s", '"\\""'],
  ["s=1.2.3", "s", '"1.2.3"'],
  ["s=__import__('os')", "s", "\"__import__('os')\""],
  ["größe=1", "größe", "1"],
];
it.each(cases)("--param %s sets %s to %s", (option, name, literal) => {
  expect([...readParameters([option])]).toEqual([[name, literal]]);
});

it("the last value of a name counts", () => {
  expect([...readParameters(["a=1", "b=2", "a=3"])]).toEqual([
    ["a", "3"],
    ["b", "2"],
  ]);
});

it.each(["x", "=1", "a b=1", "1a=1", "class=1", "a.b=1"])("%s is refused", (option) => {
  expect(() => readParameters([option])).toThrow(/--param takes|is not the name/);
});
