import { beforeAll, describe, expect, it } from "vitest";
import { compile } from "../../compile.ts";
import type { Construct } from "../../model/skeleton.ts";
import { parserFromDisk } from "../../python/parser.test-disk.ts";
import type { PythonParser } from "../../python/parser.ts";
import { flowOf } from "../2-dataflow/flow.test-build.ts";

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

const work = "def work(x):\n    return sum(range(x))\nxs = [1, 2]\n";

/** Skeletons that are written in the last of the cells, each with where it stands. */
function writtenIn(...cells: readonly string[]): string[] {
  return constructsIn(...cells)
    .filter(({ origin }) => origin === "written")
    .map(
      ({ skeleton, lifted, range }) =>
        `${skeleton} ${range.start.line}:${range.start.column}${lifted ? "" : " inside"}`,
    );
}

function constructsIn(...cells: readonly string[]): readonly Construct[] {
  const { plan } = compile(flowOf([work, ...cells]), { parser });
  const parts = plan.steps.flatMap((step) => step.parts);
  return parts.find(({ cell }) => cell === `c${cells.length + 1}`)?.constructs ?? [];
}

describe("a skeleton is known by what its name stands for", () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["imported under another name", ["import cellweave as weave\nweave.map(work, xs)"], ["map 2:0"]],
    ["imported under its own name", ["import cellweave", "y = cellweave.map(work, xs)"], ["map 1:4"]],
    [
      "imported by name",
      ["from cellweave import map as pmap, zip", "a = pmap(work, xs)\nb = zip(max, xs, xs)"],
      ["map 1:4", "zip 2:4"],
    ],
    ["imported in brackets", ["from cellweave import (\n    map as pmap,\n)", "pmap(work, xs)"], ["map 1:0"]],
    ["assigned to another name", ["import cellweave as cw\ntogether = cw.map", "together(work, xs)"], ["map 1:0"]],
    [
      "imported if it is there",
      ["try:\n    import cellweave as cw\nexcept ImportError:\n    pass", "cw.map(work, xs)"],
      ["map 1:0"],
    ],
    ["of another package", ["import numpy as cw", "cw.map(work, xs)"], []],
    ["bound to something else since", ["import cellweave as cw", "cw = 3", "cw.map(work, xs)"], []],
    ["deleted since", ["import cellweave as cw", "del cw", "cw.map(work, xs)"], []],
    ["shadowed in a function", ["import cellweave as cw", "def f(cw):\n    return cw.map(work, xs)"], []],
    ["shadowed in a lambda", ["import cellweave as cw", "g = lambda cw: cw.map(work, xs)"], []],
    ["used in a function", ["import cellweave as cw", "def f(ys):\n    return cw.map(work, ys)"], ["map 2:11 inside"]],
    ["used inside a statement", ["import cellweave as cw", "if xs:\n    print(cw.map(work, xs))"], ["map 2:10 inside"]],
    [
      "inside another one",
      ["import cellweave as cw", "t = cw.reduce(max, cw.map(work, xs))"],
      ["reduce 1:4", "map 1:19 inside"],
    ],
    ["a task's own", ["import cellweave as cw\n@cw.task\ndef fit(x): return x", "fit.map(xs)\nfit(3)"], ["map 1:0"]],
    [
      "of a function that is no task any more",
      ["import cellweave as cw\n@cw.task\ndef fit(x): return x", "def fit(x): return x", "fit.map(xs)"],
      [],
    ],
    ["that is none", ["import cellweave as cw", 'cw.use("local", workers=2)\ncw.Failure'], []],
    ["beside magics", ["import cellweave as cw", "%matplotlib inline\n!ls {xs}\ny = cw.map(work, xs)"], ["map 3:4"]],
  ];
  it.each(cases)("%s", (_title, cells, expected) => {
    expect(writtenIn(...cells)).toEqual(expected);
  });
});

it("options are read with where they stand, so that a form can write them", () => {
  const [construct] = constructsIn(
    'import cellweave as cw\nn = 3\ny = cw.map(work, xs, chunk=4, time="10m", seed=n, on_error = "collect")',
  );
  expect(construct?.options).toEqual({ chunk: 4, time: "10m", on_error: "collect" });
  expect(Object.keys(construct?.optionRanges ?? {})).toEqual(["chunk", "time", "seed", "on_error"]);
  expect(construct?.optionRanges.time).toEqual({ start: { line: 3, column: 35 }, end: { line: 3, column: 40 } });
});

it("a cell is cut into what comes before, in and after its skeletons", () => {
  const { plan } = compile(
    flowOf([
      `import cellweave as cw\n${work}`,
      "# top\na = 1\nb = cw.map(work, xs)\n\nc = 2\nd = cw.map(work, b)\nprint(d)\n",
    ]),
    { parser },
  );
  const part = plan.steps.flatMap(({ parts }) => parts).find(({ cell }) => cell === "c2");
  expect(
    part?.subCells.map(({ role, range, construct }) => [role, range.start.line, range.end.line, construct]),
  ).toEqual([
    ["pre", 2, 2, null],
    ["body", 3, 3, "c2:0"],
    ["pre", 5, 5, null],
    ["body", 6, 6, "c2:1"],
    ["post", 7, 7, null],
  ]);
});

it("what tasks ask for is joined: the larger amounts, all packages", () => {
  const { plan } = compile(
    flowOf([
      "import cellweave as cw",
      '@cw.task(cpus=2, memory="900M", packages=["a"])\ndef f(x): return x',
      '@cw.environment(cpus=4, memory="1Gi", time="90s", packages=["b", "a"], gpus=None)\ndef g(x): return x',
      "y = f(1) + sum(g.map([1, 2]))",
    ]),
    { parser },
  );
  const wishes = { cpus: 4, memory: "1Gi", packages: ["a", "b"], time: "90s" };
  const step = plan.steps.find(({ parts }) => parts.some(({ cell }) => cell === "c4"));
  expect(step?.wishes).toEqual(wishes);
});
