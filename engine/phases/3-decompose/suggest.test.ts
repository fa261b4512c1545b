import { beforeAll, describe, expect, test } from "vitest";
import { codeHash } from "../../python/code-hash.ts";
import { parserFromDisk } from "../../python/parser.test-disk.ts";
import type { PythonParser } from "../../python/parser.ts";
import { flowOf } from "../2-dataflow/flow.test-build.ts";
import { suggest } from "./suggest.ts";

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

const work = "def work(n, times=1):\n    found = 0\n    for i in range(n):\n        found += i\n    return found";
const suggested = (...cells: string[]) => suggest(flowOf([work, ...cells]), { parser });
const written = (...cells: string[]) =>
  suggested(...cells).map((one) => (one.kind === "possible" ? one.rewritten : `${one.reason}`));

describe("what is written by hand", () => {
  const cases: readonly (readonly [title: string, cells: readonly string[], ...expected: string[]])[] = [
    [
      "a loop names what it brings together",
      ["rows = []\ndone = {}\nfor n in range(9):\n    rows.append(work(n))\n    done[n] = True  # so far"],
      'import cellweave as cw\nrows = []\ndone = {}\nfor n in cw.each(range(9), gather={"rows": list, "done": dict}):\n    rows.append(work(n))\n    done[n] = True  # so far',
    ],
    [
      "a loop over a tuple without brackets",
      ["for n in 1, 2, 3:\n    print(work(n))"],
      "import cellweave as cw\nfor n in cw.each((1, 2, 3)):\n    print(work(n))",
    ],
    [
      "the package goes by the name that it has",
      ["import cellweave as weave", "found = [work(n) for n in range(9)]"],
      "found = weave.map(work, range(9))",
    ],
    [
      "where cw is something else, by its own name",
      ["cw = 3", "found = [work(n) for n in range(9)]"],
      "import cellweave\nfound = cellweave.map(work, range(9))",
    ],
    [
      "the import stands under a comment and what must come first",
      ["# Title\nfrom __future__ import annotations\nfound = [work(n) for n in range(9)]"],
      "# Title\nfrom __future__ import annotations\nimport cellweave as cw\nfound = cw.map(work, range(9))",
    ],
    [
      "options that are the same for all go with the call",
      ["k = 3\nfound = [work(n, times=k) for n in range(9)]"],
      "import cellweave as cw\nk = 3\nfound = cw.map(work, range(9), times=k)",
    ],
    [
      "what is not a plain call becomes a lambda",
      ["found = [work(n) + 1 for n in range(9)]"],
      "import cellweave as cw\nfound = cw.map(lambda n: work(n) + 1, range(9))",
    ],
    [
      "conditions choose the items",
      ["found = [work(n) for n in range(9) if n % 2 if n > 3]"],
      "import cellweave as cw\nfound = cw.map(work, [n for n in range(9) if n % 2 if n > 3])",
    ],
    [
      "a dict and a set",
      ["found = {n: work(n) for n in range(9)}", "seen = {work(n) for n in range(9)}"],
      "import cellweave as cw\nfound = dict(cw.map(lambda n: (n, work(n)), range(9)))",
      "import cellweave as cw\nseen = set(cw.map(work, range(9)))",
    ],
    [
      "a strict zip",
      ["found = [work(a, b) for a, b in zip([1, 2], [3, 4], strict=True)]"],
      "import cellweave as cw\nfound = cw.zip(work, [1, 2], [3, 4])",
    ],
    [
      "several targets cannot be written as a map, and stay",
      ["found = [work(a, b) for a, b in zip([1, 2], [3, 4])]"],
      "found = [work(a, b) for a, b in zip([1, 2], [3, 4])]",
    ],
    [
      "lists made of lists",
      ["found = [work(m) for m in [work(n) for n in range(9)]]"],
      "import cellweave as cw\nfound = cw.map(work, [work(n) for n in range(9)])",
      "import cellweave as cw\nfound = cw.pipe(work, work, range(9))",
    ],
    [
      "parts of a cell keep their comments, and their strings as they are",
      ['first = work(9)\ntext = """one\ntwo"""\n\n# The second\nsecond = work(8)\nprint(first, second)'],
      'import cellweave as cw\nwith cw.fork():\n    with cw.branch("first"):\n        first = work(9)\n        text = """one\ntwo"""\n    with cw.branch("second"):\n\n        # The second\n        second = work(8)\nprint(first, second)',
    ],
  ];
  test.each(cases)("%s", (_title, cells, ...expected) => {
    expect(written(...cells)).toEqual(expected);
  });
});

test("what is written by hand already is not suggested again", () => {
  expect(
    suggested("import cellweave as cw", "rows = []\nfor n in cw.each(range(9)):\n    rows.append(work(n))"),
  ).toEqual([]);
  expect(suggested("import cellweave as cw", "with cw.fork():\n    with cw.branch('a'):\n        a = work(1)")).toEqual(
    [],
  );
});

test("magics and shell lines around a loop stay", () => {
  const cell = "!ls\n%matplotlib inline\nfor n in range(9):\n    print(work(n))";
  expect(written(cell)).toEqual([
    "!ls\n%matplotlib inline\nimport cellweave as cw\nfor n in cw.each(range(9)):\n    print(work(n))",
  ]);
});

describe("the gain", () => {
  const gainOf = (cell: string, seconds: number | null, workers: number) => {
    const observed = seconds === null ? {} : { [codeHash(cell)]: { seconds } };
    const found = suggest(flowOf([work, cell]), { parser, observed, workers }).find(({ kind }) => kind === "possible");
    return found?.kind === "possible" ? found.gain : undefined;
  };
  test.each([
    ["is not known before a run", "for n in range(8):\n    work(n)", null, 2, null],
    ["shares the items among the processes", "for n in range(8):\n    work(n)", 40, 4, 10.03],
    ["ends with the slowest process", "for n in range(5):\n    work(n)", 50, 4, 20.03],
    ["of parts of a cell", "a = work(1)\nb = work(2)\nprint(a, b)", 20, 2, 10.03],
    [
      "leaves what must stay in order",
      "x = 0\nfor n in range(8):\n    x = work(x)\nfor n in range(x):\n    work(n)",
      20,
      2,
      15.03,
    ],
    ["is never below nothing", "for n in range(8):\n    work(n)", 0.001, 4, 0.001],
  ] as const)("%s", (_title, cell, seconds, workers, after) => {
    const gain = gainOf(cell, seconds, workers);
    expect(gain).toEqual(after === null ? null : { before: seconds, after: expect.closeTo(after, 5) });
  });
});

test("what stands in the way is told with its place", () => {
  expect(suggested("best = 0\nfor n in range(9):\n    if work(n) > best:\n        best = work(n)")).toEqual([
    {
      kind: "blocked",
      cell: "c2",
      skeleton: "each",
      range: { start: { line: 2, column: 0 }, end: { line: 4, column: 22 } },
      reason:
        "`best` is carried from one iteration to the next by line 4: line 3 reads what an earlier iteration left.",
      name: "best",
      line: 4,
      remedy: "Write `best = max(best, work(n))`.",
    },
  ]);
});

test("a notebook in another language has no suggestions, and broken cells are left out", () => {
  const flow = flowOf([work, "for n in range(9):\n    work(n)"]);
  expect(suggest({ ...flow, kernel: { name: "ir", language: "R" } }, { parser })).toEqual([]);
  expect(written("for n in range(9):\n    work(n", "for n in range(9):\n    work(n)")).toHaveLength(1);
});
