import { beforeAll, describe, expect, it } from "vitest";
import { compile } from "../../compile.ts";
import type { SkeletonName } from "../../model/skeleton.ts";
import { parserFromDisk } from "../../python/parser.test-disk.ts";
import type { PythonParser } from "../../python/parser.ts";
import { flowOf } from "../2-dataflow/flow.test-build.ts";
import { placeSkeleton } from "./place-skeleton.ts";
import { setOption } from "./set-option.ts";

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

const before =
  "import cellweave as cw\ndef f(x, y=1, k=2):\n    return x * y + k\ndef done(s): return s > 9\nxs = [1, 2]";

/** Skeleton, the cell, and the cell with the skeleton written into it. */
const fits: readonly (readonly [SkeletonName, string, string])[] = [
  [
    "each",
    "# all\nrows, total = [], 0\nfor x in xs:  # each\n\trows.append(f(x))\n\ttotal += x\n",
    '# all\nrows, total = [], 0\nfor x in cw.each(xs, gather={"rows": list}, reduce={"total": "+"}):  # each\n\trows.append(f(x))\n\ttotal += x\n',
  ],
  ["map", "ys = [f(x, k=3) for x in xs]  # all", "ys = cw.map(f, xs, k=3)  # all"],
  ["map", "ys = [f(x, 2) for x in xs if x]", "ys = cw.map(lambda x: f(x, 2), [x for x in xs if x])"],
  ["zip", "ys = [f(x, y, k=3) for x, y in zip(xs, xs)]", "ys = cw.zip(f, xs, xs, k=3)"],
  ["product", "ys = [f(x, y) for x in xs for y in range(3)]", "ys = cw.product(f, xs, range(3))"],
  ["farm", "for y in map(f, xs):\n    print(y)", "for y in cw.farm(f, xs):\n    print(y)"],
  ["farm", "total = sum(f(x) for x in xs)", "total = sum(cw.farm(f, xs))"],
  ["pipe", "ys = [f(done(f(x))) for x in xs]", "ys = cw.pipe(f, done, f, xs)"],
  ["reduce", "import functools\nt = functools.reduce(max, xs, 0)", "import functools\nt = cw.reduce(max, xs, 0)"],
  ["mapreduce", "t = max(f(x) for x in xs)", "t = cw.mapreduce(f, max, xs)"],
  [
    "scan",
    "from itertools import accumulate\nt = list(accumulate(xs, max))",
    "from itertools import accumulate\nt = cw.scan(max, xs)",
  ],
  [
    "iterate",
    "s = 1\nwhile not done(s):\n    s = f(s, k=1)\nprint(s)",
    "s = 1\ns = cw.iterate(f, s, until=done, k=1)\nprint(s)",
  ],
  [
    "fork",
    'a = f(1)\n\n# text\nb = f(2)\nc = """x\ny"""\na, b',
    'with cw.fork():\n    with cw.branch("part 1"):\n        a = f(1)\n    with cw.branch("part 2"):\n\n        # text\n        b = f(2)\n        c = """x\ny"""\na, b',
  ],
];

it.each(fits)("%s is written into %j", (skeleton, source, expected) => {
  const found = placeSkeleton(flowOf([before, source]), "c2", skeleton, parser);
  expect(found).toMatchObject({ kind: "possible", cell: "c2", skeleton, rewritten: expected });
  const after = compile(flowOf([before, expected]), { parser });
  const parts = after.plan.steps.flatMap(({ parts }) => parts);
  const constructs = parts.find(({ cell }) => cell === "c2")?.constructs ?? [];
  expect(constructs.map((construct) => [construct.skeleton, construct.origin])).toContainEqual([skeleton, "written"]);
  expect(after.diagnostics.filter(({ code }) => code.startsWith("CW3"))).toEqual([]);
});

describe("where it does not fit, the reason is told, and what to write", () => {
  const cases: readonly (readonly [SkeletonName, string, object])[] = [
    ["each", "t = 1\nfor x in xs:\n    t = t * 2 + x", { name: "t", line: 3 }],
    ["each", "print(xs)", { name: null, line: null, reason: "It has no `for` loop of its own." }],
    ["fork", "a = f(1)\nb = f(a)", { name: "a", line: 2 }],
    ["sweep", "a = 1", { remedy: expect.stringContaining("cw.sweep(") }],
    ["map", "x = (", { reason: "The cell cannot be read as Python." }],
  ];
  it.each(cases)("%s on %j", (skeleton, source, expected) => {
    expect(placeSkeleton(flowOf([before, source]), "c2", skeleton, parser)).toMatchObject({
      kind: "blocked",
      ...expected,
    });
  });
});

it("the package is imported where the notebook has not done so, under a name that is free", () => {
  const rewritten = (cells: readonly string[]) => {
    const found = placeSkeleton(flowOf(cells), `c${cells.length}`, "map", parser);
    return found.kind === "possible" ? found.rewritten : found.reason;
  };
  expect(rewritten(["# mine\n%matplotlib inline\nys = [abs(x) for x in range(3)]"])).toBe(
    "# mine\n%matplotlib inline\nimport cellweave as cw\nys = cw.map(abs, range(3))",
  );
  expect(rewritten(["cw = 1\nys = [abs(x) for x in range(3)]"])).toBe(
    "import cellweave\ncw = 1\nys = cellweave.map(abs, range(3))",
  );
  expect(rewritten(["import cellweave as weave", "ys = [abs(x) for x in range(3)]"])).toBe(
    "ys = weave.map(abs, range(3))",
  );
});

describe("an option is set in the code, and all else stays", () => {
  const cases: readonly (readonly [string, string, string | number | boolean | null, string | null])[] = [
    ["y = cw.map(f, xs)  # go", "chunk", 4, "y = cw.map(f, xs, chunk=4)  # go"],
    ["y = cw.map(f, xs, chunk = 2, k=3)", "chunk", 8, "y = cw.map(f, xs, chunk = 8, k=3)"],
    ["y = cw.map(f, xs, chunk=2, k=3)", "chunk", null, "y = cw.map(f, xs, k=3)"],
    ["y = cw.map(f, xs, seed=3)", "seed", null, "y = cw.map(f, xs)"],
    ["y = cw.map(f, xs)", "seed", null, "y = cw.map(f, xs)"],
    [
      "y = cw.map(\n    f,\n    xs,  # all\n)",
      "on_error",
      "collect",
      'y = cw.map(\n    f,\n    xs, on_error="collect",  # all\n)',
    ],
    ["y = cw.map(f, cw.map(f, xs), ordered=True)", "ordered", false, "y = cw.map(f, cw.map(f, xs), ordered=False)"],
    ["y = cw.map(f, xs, **more)", "seed", 1, null],
    ["y = cw.map(f, xs)", "colour", 1, null],
  ];
  it.each(cases)("%j, %s", (source, option, value, expected) => {
    const flow = flowOf([before, source]);
    const parts = compile(flow, { parser }).plan.steps.flatMap((step) => step.parts);
    const construct = parts.find(({ cell }) => cell === "c2")?.constructs[0];
    if (construct === undefined) throw new Error("There is no construct");
    expect(setOption(flow, construct, option, value, parser)).toBe(expected);
  });
});
