import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../model/verdict.ts";
import { flowOf, testParser, testPython } from "../testing/run-cells.ts";
import { verify } from "./verify.ts";

interface Verified extends Verdict {
  readonly folder: string;
  readonly home: string;
}

async function verifyCells(sources: readonly string[]): Promise<Verified> {
  const folder = mkdtempSync(join(tmpdir(), "cellweave-verify-"));
  const home = mkdtempSync(join(tmpdir(), "cellweave-verify-home-"));
  writeFileSync(join(folder, "numbers.txt"), "1\n2\n3\n");
  const verdict = await verify({
    notebookPath: join(folder, "notebook.ipynb"),
    flow: flowOf(sources),
    home,
    python: testPython,
    parallel: 3,
    parser: await testParser(),
    onEvent: () => {},
    onStarted: () => {},
  });
  return { ...verdict, folder, home };
}

const slow = "import time; time.sleep(0.2)";

const tricky: readonly { readonly title: string; readonly cells: readonly string[] }[] = [
  {
    title: "an object changed in one branch and read in another",
    cells: [
      "class Box:\n    def __init__(self): self.seen = []\n    def take(self, k): self.seen.append(k)",
      "box = Box()\nholder = [box]",
      `${slow}\nholder[0].take(1)`,
      `${slow}\nseen = list(box.seen)\nprint(seen)`,
    ],
  },
  {
    title: "aliases",
    cells: [
      "a = [0]\nb = a\nc = {'a': a}",
      `${slow}\nb.append(1)`,
      `${slow}\nc['a'].append(2)`,
      "print(a, a is c['a'])",
    ],
  },
  {
    title: "generators that are seeded again",
    cells: [
      "import random\nimport numpy as np\nrandom.seed(1)\nnp.random.seed(1)",
      `${slow}\na = random.random(), np.random.rand(3)`,
      "random.seed(2)",
      `${slow}\nb = random.random(), np.random.rand(3)\nprint(b)`,
    ],
  },
  {
    title: "plots into the figure that is current",
    cells: [
      "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.rcParams['figure.dpi'] = 50",
      `${slow}\nfigure = plt.figure(figsize=(2, 2))\nplt.plot([1, 2, 3])`,
      `${slow}\nplt.plot([3, 2, 1])\nplt.title('two')`,
    ],
  },
  {
    title: "loops, comprehensions and sections that run apart, and skeletons",
    cells: [
      "import time, random\nimport numpy as np\nimport cellweave as cw\ndef slow(x):\n    time.sleep(0.05)\n    return x * 2",
      "rows, total = [], 0.1\nfor x in range(6):\n    y = slow(x)\n    rows.append([y])\n    total += y / 3\nprint(total)",
      "table = {k: np.arange(k) + slow(k) for k in range(5) if k != 2}\ntable",
      "a = [slow(1), rows]\nb = (slow(2), rows[0])\nb[1].append(7)\nprint(a[1] is rows, rows)",
      "fits = cw.map(lambda row, scale: [slow(row[0]) * scale, random.random()], rows, scale=2, seed=5)\nprint(fits)",
      "best = cw.reduce(lambda p, q: p + q, [f[1] for f in fits], 0)\nfor f in fits:\n    f.append(slow(f[1]) > best)\nfits",
    ],
  },
  {
    title: "the working directory and the environment",
    cells: [
      "import os\nos.makedirs('inner', exist_ok=True)",
      `${slow}\nos.chdir('inner')\nos.environ['CELLWEAVE_VERIFY'] = 'yes'`,
      `${slow}\nhere = os.getcwd()\nprint(os.path.basename(here), os.environ.get('CELLWEAVE_VERIFY'))`,
      "os.chdir('..')",
    ],
  },
  {
    title: "files that one cell writes and another reads or adds to",
    cells: [
      "name = 'numbers' + '.txt'",
      `${slow}\nwith open(name, 'a') as f: f.write('4\\n')`,
      `${slow}\ntotal = sum(map(int, open(name)))\nprint(total)`,
      `${slow}\nwith open(name, 'a') as f: f.write('5\\n')`,
      "print(open('numbers.txt').read())",
    ],
  },
  {
    title: "views of an array and columns of a table",
    cells: [
      "import numpy as np\nimport pandas as pd\nx = np.arange(6.)\nv = x[2:4]\ndf = pd.DataFrame({'a': [1, 2, 3]})",
      `${slow}\nv += 10`,
      `${slow}\ndf['b'] = df['a'] * 2`,
      "print(x)\ndf",
    ],
  },
  {
    title: "functions, defaults that collect, and a counter on a class",
    cells: [
      "k = 1\nclass Counter:\n    count = 0",
      "def add(x, into=[]):\n    into.append(x + k)\n    Counter.count += 1\n    return list(into)",
      `${slow}\nfirst = add(1)`,
      "k = 5",
      `${slow}\nsecond = add(2)\nprint(first, second, Counter.count)`,
    ],
  },
  {
    title: "a cell that fails, and what needs it",
    cells: ["x = 1", `${slow}\ny = 1 / 0`, "print(y)", "z = {x, 'a', 'b'}\nz"],
  },
  {
    title: "a generator that two cells draw from",
    cells: ["g = iter(range(5))", `${slow}\na = next(g)`, "b = next(g)\n(a, b)"],
  },
];

describe("a flow gives what running in order gives", () => {
  test.each(tricky)("$title", async ({ cells }) => {
    const { verdict, difference, leftOut } = await verifyCells(cells);
    expect({ verdict, difference, leftOut }).toEqual({ verdict: "equivalent", difference: null, leftOut: [] });
  });
});

test("what no two runs agree on is left out, place by place, and said", async () => {
  const verdict = await verifyCells([
    "import time\nresult = {'took': time.perf_counter(), 'answer': 42}",
    "import uuid\nname = uuid.uuid4().hex",
    "print('same')",
  ]);
  expect(verdict.verdict).toBe("equivalent");
  expect(verdict.leftOut.map(({ cell, variable }) => [cell, variable])).toEqual([
    ["c0", "result"],
    ["c1", "name"],
  ]);
});

test("a change that nothing sees is found, with its cell and what both ways showed", async () => {
  const verdict = await verifyCells([
    "import ctypes, os, time\nname = 'fi' + 'le'",
    "time.sleep(0.6)\ndone = ctypes.CDLL(None).creat(name.encode(), 0o644) > 0",
    "time.sleep(0.1)\nthere = getattr(os.path, 'exi' + 'sts')(name)\nprint(there)",
  ]);
  expect(verdict.verdict).toBe("different");
  expect(verdict.difference).toMatchObject({ cell: "c2", inOrder: "stdout: True\n", asFlow: "stdout: False\n" });
  expect(verdict.difference?.missingEdge).toEqual({ from: "c1", to: "c2", variable: null });
  expect(verdict.difference?.ranBeside).toEqual(["c1"]);
});

test("the notebook's folder stays as it was, and nothing is left in the store", async () => {
  const { folder, home, verdict } = await verifyCells(["open('new.txt', 'w').write('x')", "x = list(range(1000))"]);
  expect(verdict).toBe("equivalent");
  expect(readdirSync(folder)).toEqual(["numbers.txt"]);
  expect(readdirSync(home)).toEqual(["verify"]);
  expect(readdirSync(join(home, "verify"))).toEqual([]);
});
