import { beforeAll, expect, test } from "vitest";
import { flowOf } from "../../phases/2-dataflow/flow.test-build.ts";
import { parserFromDisk } from "../parser.test-disk.ts";
import type { PythonParser } from "../parser.ts";
import { analyseCells } from "./analyse-cells.ts";

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

/** The cells, counted from 1, that are followed when a notebook of some cells becomes another one. */
function followedAgain(before: readonly string[], after: readonly string[]): number[] {
  const own = unused();
  const was = analyseCells(flowOf(before).cells, own);
  const is = analyseCells(flowOf(after).cells, own);
  return is.flatMap(({ analysis }, at) => (analysis === was[at]?.analysis ? [] : [at + 1]));
}

/** A parser with which nothing was read yet. */
const unused = (): PythonParser => ({ parse: (text) => parser.parse(text), dispose: () => {} });

const chain = ["a = [1]", "b = f(a)", "c = b + a", "d = 1"];

test.each([
  ["a remark", ["a = [1]  # one"], [1]],
  ["another name", ["a = [1]\nmore = 2"], [1]],
  ["a name above", ["a = [1]\nd = 2"], [1]],
  ["another kind of value", ["a = 2"], [1, 2, 3]],
  ["a second name for the same list", ["a = [1]\nz = a"], [1, 2]],
  ["nothing that can be read", ["a = ["], [1, 2, 3]],
])("after %s, only cells are followed for which something changed", (_title, changed, again) => {
  const [, ...rest] = chain;
  expect(followedAgain(chain, [...changed, ...rest])).toEqual(again);
});

test("what was kept is found again once a cell can be read again", () => {
  const [, ...rest] = chain;
  const own = unused();
  const read = (first: string) => analyseCells(flowOf([first, ...rest]).cells, own).map(({ analysis }) => analysis);
  const whole = read("a = [1]");
  read("a = [");
  expect(read("a = [1]")).toEqual(whole);
  expect(
    read("a = [1] ")
      .slice(1)
      .every((analysis, at) => analysis === whole[at + 1]),
  ).toBe(true);
});
