import { expect, test } from "vitest";
import { flowOf, testParser } from "../run/testing/run-cells.ts";
import { parameterCell, parametersOf } from "./parameters.ts";

const parser = await testParser();

function tagged(...cells: readonly (readonly [source: string, tag: string])[]) {
  const flow = flowOf(cells.map(([source]) => source));
  return { ...flow, cells: flow.cells.map((cell, at) => ({ ...cell, metadata: { tags: [cells[at]?.[1] ?? ""] } })) };
}

test("plain literals are parameters, with their types", () => {
  const source =
    "n = 3\nrate = -1e-3\nname = 'a\"b'\nflag = True\nxs = [1, 2]\nmixed = [1, 'a']\nd = {}\nm = n + 1\nflags = [True]";
  expect(parametersOf(tagged([source, "parameters"]), parser).map(({ cell: _, ...rest }) => rest)).toEqual([
    { name: "n", type: "int", list: false, value: 3 },
    { name: "rate", type: "float", list: false, value: -0.001 },
    { name: "name", type: "str", list: false, value: 'a"b' },
    { name: "flag", type: "bool", list: false, value: true },
    { name: "xs", type: "int", list: true, value: [1, 2] },
  ]);
});

test("what a run was given before is the default, and stands after the cell that says so", () => {
  const flow = tagged(["n = 1\nm = 2", "parameters"], ["n = 5", "injected-parameters"], ["n", ""]);
  expect(parametersOf(flow, parser).map(({ name, value }) => [name, value])).toEqual([
    ["n", 5],
    ["m", 2],
  ]);
  expect(parameterCell(flow)).toBe("c1");
});
