import fc from "fast-check";
import type { CellPlacement, Flow, FlowCell } from "../model/flow.ts";

/** Few names and many ways to bind, read, share, change and lose them, so that cells meet in every way. */
const lines = [
  "a = 1",
  "a = []",
  "a = b",
  "a += 1",
  "a.append(b)",
  "a.update(c)",
  "b = a",
  "b = [a, c]",
  "b = f(a)",
  "b = [f(item) for item in range(9)]",
  "b[0] = a",
  "c = {}",
  'c["k"] = a',
  "c = a if flag else b",
  "del a",
  "del c",
  "if flag:\n    a = b",
  "if flag:\n    b = []\nelse:\n    b = a",
  "flag = True",
  "try:\n    c = a\nexcept NameError:\n    c = None",
  "for i in range(3):\n    a = f(i)",
  "results = []\nfor item in b:\n    results.append(f(item))",
  "total = 0\nfor item in b:\n    total += g(item)",
  "def f(x):\n    return [x, a]",
  "def f(x):\n    return len(x)",
  "def f(x, y=b):\n    x.append(y)\n    return x",
  "def g(x):\n    global a\n    a = x\n    return f(x)",
  "g(b)",
  "f(c)",
  "class C:\n    kept = []\n    def add(self, x):\n        self.kept.append(x)\n        return a",
  "o = C()",
  "o.add(b)",
  "import math",
  "import numpy as np\nnp.random.seed(0)",
  "from os.path import *",
  "from somewhere import *",
  "a = np.zeros(3)",
  "b = a[1:]",
  "x = np.random.rand(3)",
  "import pandas as pd\ndf = pd.DataFrame({'k': [1]})",
  "df['n'] = a",
  "b = df['k']",
  "df.sort_values('k', inplace=True)",
  "pd.options.display.max_rows = 5",
  "import random\nc = random.random()",
  "import os\nos.chdir('data')",
  "os.environ['MODE'] = 'x'",
  "print(os.environ['MODE'])",
  "open('out.txt', 'w').write(str(a))",
  "b = open('out.txt').read()",
  "!ls out",
  "!touch out.txt",
  "%matplotlib notebook",
  "import matplotlib.pyplot as plt\nplt.plot(a)",
  "plt.savefig('out.png')",
  "exec(a)",
  "c = (x for x in b)",
  "h = open('out.txt')",
  "h.read()",
  "import time\ntime.time()",
  "raise SystemExit",
  "print(a, b, c)",
  "print(Out[1], _)",
  "a",
  "# only words",
  "",
  "a = (",
  "import cellweave as cw\nfrom cellweave import map as pmap",
  "b = pmap(f, range(9))",
  "@cw.task(memory='1 GB')\ndef f(x):\n    return x",
  "with cw.fork():\n    with cw.branch('one'):\n        a = f(1)\n    with cw.branch('two'):\n        b = f(2)",
];

const source = fc.array(fc.constantFrom(...lines), { minLength: 1, maxLength: 3 }).map((some) => some.join("\n"));
const place = fc.nat(99);
const placement: fc.Arbitrary<CellPlacement> = fc.constantFrom<CellPlacement>(
  {},
  { split: [2] },
  { split: [2, 3] },
  { after: ["c1"] },
  { cache: "pin" },
  { overrides: { pure: true } },
  { overrides: { mutates: ["b"] } },
  { overrides: { barrier: true } },
);

/** What a person does to one cell, at a place that is taken modulo the number of cells. */
type Edit =
  | { readonly kind: "change"; readonly at: number; readonly source: string }
  | { readonly kind: "append"; readonly at: number; readonly source: string }
  | { readonly kind: "insert"; readonly at: number; readonly source: string }
  | { readonly kind: "delete"; readonly at: number }
  | { readonly kind: "move"; readonly at: number; readonly to: number }
  | { readonly kind: "place"; readonly at: number; readonly placement: CellPlacement }
  | { readonly kind: "undo" };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("change" as const), at: place, source }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("append" as const), at: place, source }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("insert" as const), at: place, source }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), at: place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("move" as const), at: place, to: place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("place" as const), at: place, placement }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("undo" as const) }) },
);

export const sources = fc.array(source, { minLength: 2, maxLength: 14 });
export const edits = fc.array(edit, { minLength: 1, maxLength: 12 });

/** The flow after each of the edits, the flow itself first. What an edit leaves alone stays the same object. */
export function flowsAfter(first: Flow, all: readonly Edit[]): readonly Flow[] {
  const flows = [first];
  all.forEach((one, serial) => {
    const now = flows.at(-1) as Flow;
    flows.push(
      one.kind === "undo" ? (flows.at(-2) ?? now) : { ...now, cells: numbered(edited(now.cells, one, serial)) },
    );
  });
  return flows;
}

function edited(cells: readonly FlowCell[], one: Exclude<Edit, { kind: "undo" }>, serial: number): FlowCell[] {
  const at = cells.length === 0 ? 0 : one.at % cells.length;
  const cell = cells[at];
  if (one.kind === "insert") return cells.toSpliced(at, 0, newCell(`n${serial}`, one.source));
  if (cell === undefined) return [...cells];
  if (one.kind === "delete") return cells.toSpliced(at, 1);
  if (one.kind === "move") return cells.toSpliced(at, 1).toSpliced(one.to % cells.length, 0, cell);
  if (one.kind === "place") return cells.with(at, { ...cell, placement: one.placement });
  const text = one.kind === "append" ? `${cell.source}\n${one.source}` : one.source;
  return cells.with(at, { ...cell, source: text });
}

function numbered(cells: readonly FlowCell[]): FlowCell[] {
  return cells.map((cell, index) => (cell.index === index ? cell : { ...cell, index }));
}

function newCell(id: string, text: string): FlowCell {
  return {
    id,
    index: -1,
    kind: "code",
    source: text,
    outputs: [],
    executionCount: null,
    metadata: {},
    placement: {},
  };
}
