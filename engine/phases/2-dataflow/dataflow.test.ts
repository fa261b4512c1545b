import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { codeHash } from "../../python/code-hash.ts";
import { parserFromDisk } from "../../python/parser.test-disk.ts";
import type { PythonParser } from "../../python/parser.ts";
import { dataflow } from "./dataflow.ts";
import { flowOf, type TestCell } from "./flow.test-build.ts";

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

const graphOf = (...cells: (string | TestCell)[]) => dataflow(flowOf(cells), parser, {}).value;
const factsOf = (...cells: (string | TestCell)[]) => {
  const facts = graphOf(...cells).cells.at(-1);
  if (facts === undefined) throw new Error("no cell");
  return facts;
};

describe("why an edge is there", () => {
  test("one sentence names all the variables, and cells are counted from 1 among all cells", () => {
    const markdown: TestCell = { kind: "markdown", source: "# Title" };
    expect(graphOf(markdown, "a = 1\nb = 2\nc = []", markdown, "a + b + len(c)").edges.map((edge) => edge.why)).toEqual(
      ["`a`, `b` and `c` are defined in cell 2 and read in cell 4."],
    );
    expect(graphOf("a = 1", "print(a)").edges[0]?.why).toBe("`a` is defined in cell 1 and read in cell 2.");
  });

  test("each of several edges tells of its own two cells", () => {
    const graph = graphOf("import os\nos.chdir('a')", "open('x')", "open('y')", "os.chdir('b')", "open('z')");
    expect(graph.edges.filter((edge) => edge.kind === "ambient").map((edge) => edge.why)).toEqual([
      "Cell 1 changes the working directory, and cell 2 depends on it.",
      "Cell 1 changes the working directory, and cell 3 depends on it.",
      "Cell 1 changes the working directory, and cell 4 changes it too.",
      "Cell 4 changes the working directory, and cell 5 depends on it.",
    ]);
    expect(graphOf("a = 1", "exec(input())", "b = 1").edges.map((edge) => edge.why)).toEqual([
      "Cell 2 uses code that is only known when it runs, so it waits for cell 1.",
      "Cell 2 uses code that is only known when it runs, so cell 3 waits for it.",
    ]);
  });
});

describe("what a person says of a cell", () => {
  test("an edge that was drawn is there, a drawn edge backwards is not", () => {
    const graph = graphOf(
      { source: "a = 1", placement: { after: ["c2"] } },
      { source: "b = 2", placement: { after: ["c1"] } },
    );
    expect(graph.edges).toEqual([
      {
        from: "c1",
        to: "c2",
        variables: [],
        kind: "drawn",
        certain: true,
        why: "An edge was drawn from cell 1 to cell 2.",
      },
    ]);
  });

  test("a cell said to be pure changes nothing", () => {
    expect(factsOf("xs = []", { source: "xs.append(1)", placement: { overrides: { pure: true } } }).mutates).toEqual(
      [],
    );
  });

  test("names said to be changed are changed, and nothing else may be", () => {
    const facts = factsOf("from lib import a, b", "o = a()\np = b()", {
      source: "o.run(p)",
      placement: { overrides: { mutates: ["o"] } },
    });
    expect([facts.mutates, facts.maybeMutates]).toEqual([["o"], []]);
  });

  test("a cell said to be a barrier is one, and one said not to be is none", () => {
    expect(graphOf("a = 1", { source: "b = 2", placement: { overrides: { barrier: true } } }).edges[0]?.kind).toBe(
      "barrier",
    );
    expect(graphOf("a = 1", { source: "exec(x)", placement: { overrides: { barrier: false } } }).edges).toEqual([]);
  });
});

describe("what runs were seen to do", () => {
  const cells = ["from lib import make\no = make()", "o.work()", "o.look()"];

  test("an unknown method that was seen to change its object gives an edge", () => {
    const { value } = dataflow(flowOf(cells), parser, { [codeHash("o.work()")]: { mutates: ["o"] } });
    expect(value.cells[1]?.mutates).toEqual(["o"]);
    expect(value.edges.filter((edge) => edge.kind === "mutation").map(({ from, to }) => [from, to])).toEqual([
      ["c2", "c3"],
    ]);
  });

  test("a call that was seen to be harmless no longer may change", () => {
    const before = dataflow(flowOf(cells), parser, {}).value.cells[2]?.maybeMutates;
    const after = dataflow(flowOf(cells), parser, { [codeHash("o.look()")]: { pure: ["o"] } }).value.cells[2]
      ?.maybeMutates;
    expect([before, after]).toEqual([["o"], []]);
  });

  test("a name that was seen to be read gives an observed edge", () => {
    const { value } = dataflow(flowOf(["k = 1", "from lib import f\nf()"]), parser, {
      [codeHash("from lib import f\nf()")]: { reads: ["k"] },
    });
    expect(value.edges).toEqual([
      {
        from: "c1",
        to: "c2",
        variables: ["k"],
        kind: "observed",
        certain: true,
        why: "`k` of cell 1 was seen to be read when cell 2 ran.",
      },
    ]);
  });

  test("a name that was seen to be bound by code of unknown text has its maker", () => {
    const { value } = dataflow(flowOf(["exec(input())", "print(q)"]), parser, {
      [codeHash("exec(input())")]: { writes: ["q"], stuck: ["q"] },
    });
    expect(value.edges.map((edge) => [edge.kind, edge.certain, edge.variables])).toEqual([
      ["value", false, ["q"]],
      ["barrier", false, []],
    ]);
    expect(value.cells[0]?.pinned).toEqual({ q: "a value that could not leave its process when the cell ran" });
  });

  test("a generator that was seen to be drawn from orders its users", () => {
    const { value } = dataflow(flowOf(["from lib import f\nf()", "import numpy as np\nnp.random.rand()"]), parser, {
      [codeHash("from lib import f\nf()")]: { ambientWrites: ["rng.np"] },
    });
    expect(value.edges.map((edge) => [edge.kind, edge.variables])).toEqual([["ambient", ["rng:np"]]]);
  });
});

describe("the other facts of a cell", () => {
  test.each([
    ["imports and functions are definitions", "import os\nfrom a import b\ndef f(x=1): return x\nclass C: pass", true],
    ["a docstring may stand with them", "'''about'''\nimport os", true],
    ["a value is none", "import os\nx = 1", false],
    ["an effect is none", "import os\nos.chdir('a')", false],
    ["an empty cell is none", "# nothing", false],
  ])("%s", (_title, source, expected) => {
    expect(factsOf(source).definitionsOnly).toBe(expected);
  });

  test("a function whose default is a value cannot be repeated anywhere", () => {
    expect(factsOf("k = make()", "def f(x=k): return x").definitionsOnly).toBe(false);
    expect(factsOf("class B: pass", "class C(B): pass").definitionsOnly).toBe(true);
  });

  test.each([
    ["x = 1 + 2", true],
    ["print(len([1, 2]))", true],
    ["import pandas as pd\ndf = pd.DataFrame({'a': [1]})\ndf.head()", true],
    ["for i in range(3):\n    print(i)", true],
    ["for i in range(10**9):\n    pass", false],
    ["while True:\n    pass", false],
    ["[x for x in open('a')]", false],
    ["import time\ntime.sleep(9)", false],
    ["from lib import work\nwork()", false],
    ["import numpy as np\nnp.linalg.svd(np.ones((9, 9)))", false],
    ["def f():\n    for x in y:\n        pass", true],
    ["def f():\n    for x in y:\n        pass\nf()", false],
    ["!sleep 10", false],
  ])("%j is light: %s", (source, expected) => {
    expect(factsOf(source).light).toBe(expected);
  });

  test.each([
    ["g = (x for x in [1])", { g: "a generator" }],
    ["def f():\n    yield 1\ng = f()", { g: "a generator" }],
    ["f = open('a')", { f: "an open file" }],
    ["with open('a') as f:\n    t = f.read()", {}],
    ["z = zip([1], [2])", { z: "a zip iterator" }],
    ["z = list(zip([1], [2]))", {}],
    ["import sqlite3\nc = sqlite3.connect('a')", { c: "a database connection" }],
    ["import threading\nl = threading.Lock()", { l: "a lock" }],
    ["import requests\ns = requests.Session()", { s: "a live session" }],
    ["g = (x for x in [1])\ng = 1", {}],
    ["g = (x for x in [1])\nh = g", { g: "a generator", h: "a generator" }],
  ])("what cannot leave its process: %j", (source, expected) => {
    expect(factsOf(source).pinned).toEqual(expected);
  });

  test("the place of a name is where it is first read, else bound, else changed", () => {
    const { places } = factsOf("a = 1\nb = []", "c = 2\nprint(c, a)\na = 3");
    expect(places.a).toEqual({ start: { line: 2, column: 9 }, end: { line: 2, column: 10 } });
    expect(places.c?.start).toEqual({ line: 1, column: 0 });
  });

  test("packages are told by their top level", () => {
    expect(factsOf("import os.path, numpy as np\nfrom sklearn.svm import SVC\nfrom . import x").imports).toEqual([
      "os",
      "numpy",
      "sklearn",
    ]);
  });

  test("a cell that is no Python has no facts but that", () => {
    const facts = factsOf("x = (");
    expect([facts.parses, facts.reads, facts.writes]).toEqual([false, [], []]);
  });
});

test("a notebook in another language stays in order, and is told so once", () => {
  const flow = { ...flowOf(["x <- 1", "print(x)"]), kernel: { name: "ir", language: "r" } };
  const { value, diagnostics } = dataflow(flow, parser, {});
  expect(value.edges.map((edge) => edge.why)).toEqual([
    "Cell 2 is written in r, which is not read, so it waits for cell 1.",
  ]);
  expect(diagnostics.map(({ code }) => code)).toEqual(["CW2012"]);
});

describe("whatever is typed", () => {
  const rows = JSON.parse(readFileSync(new URL("../../samples/dataflow/cells.json", import.meta.url), "utf8")) as {
    cases: { src: string; pre: string }[];
  };

  test("a cell that is only half written is read without failing", () => {
    for (const { pre, src } of rows.cases) {
      for (let end = 1; end < src.length; end += 3) {
        const graph = graphOf(pre, src.slice(0, end), "print(1)");
        expect(graph.cells).toHaveLength(3);
      }
    }
  });

  test.each([
    ["ten thousand brackets", "(".repeat(10_000) + ")".repeat(10_000)],
    ["ten thousand operators", `x = ${"1 + ".repeat(10_000)}1`],
    ["a deep chain of attributes", `x = a${".b".repeat(10_000)}`],
    ["a hundred thousand numbers", `x = [${"1, ".repeat(100_000)}]`],
    [
      "functions that call each other many times over",
      `${Array.from({ length: 30 }, (_, i) => `def f${i}(x):\n    f${i + 1}(x)\n    f${i + 1}(x)`).join("\n")}\ndef f30(x): return x\nf0(1)`,
    ],
    ["null characters and half pairs", "x = '\u0000\ud800'\n\u0000"],
  ])("%s do no harm to the cells around", (_title, source) => {
    const graph = graphOf("a = 1", source, "b = a");
    expect(graph.edges.some((edge) => edge.from === "c1" && edge.to === "c3" && edge.variables.includes("a"))).toBe(
      true,
    );
  });
});

describe("reading again", () => {
  const cells = ["import numpy as np", "a = [1]", "b = a", "b.append(2)", "n = len(a)", "m = np.ones(n)"];
  const fresh = async (texts: readonly string[]) => dataflow(flowOf(texts), await parserFromDisk(), {});

  test.each([
    ["a changed value", 1, "a = (1,)"],
    ["an alias that is gone", 2, "b = [3]"],
    ["a name that is gone", 1, "c = [1]"],
    ["a definition that is new", 0, "import numpy as np\ndef len(x): return a"],
    ["a cell that no longer parses", 2, "b = "],
  ])("after %s the graph is the one of a first reading", async (_title, at, source) => {
    dataflow(flowOf(cells), parser, {});
    const edited = cells.with(at, source);
    expect(dataflow(flowOf(edited), parser, {})).toEqual(await fresh(edited));
    expect(dataflow(flowOf(cells), parser, {})).toEqual(await fresh(cells));
  });

  test("what no change reaches is the same object, so that nothing is drawn anew", () => {
    const before = dataflow(flowOf(cells), parser, {}).value.cells;
    const after = dataflow(flowOf(cells.with(5, "m = 1")), parser, {}).value.cells;
    expect(after.map((facts, i) => facts === before[i])).toEqual([true, true, true, true, true, false]);
  });
});
