import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { compile } from "../../compile.ts";
import { parserFromDisk } from "../../python/parser.test-disk.ts";
import type { PythonParser } from "../../python/parser.ts";
import { testPython } from "../../testing/test-python.ts";
import { flowOf } from "../2-dataflow/flow.test-build.ts";
import { taskFile } from "./task-file.ts";

const runner = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "runner");

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

/** Cells, and what all items of the last cell's first construct come to, as an expression of `results`. */
const cases: readonly (readonly [title: string, cells: readonly string[], same: string])[] = [
  [
    "cw.map with broadcast and a seed",
    [
      "from __future__ import annotations\nimport math\nimport random\nimport cellweave as cw",
      "def fit(x, k, C=1.0):\n    return round(math.sqrt(x) * k * C + offset + random.random(), 9)",
      "offset = 10\nk = 3",
      "scores = cw.map(fit, range(5), k=k, C=2.0, seed=7)",
    ],
    "results == scores",
  ],
  [
    "a task's own map, with failures collected",
    [
      "import cellweave as cw",
      "@cw.task(retries=1)\ndef half(x):\n    return 10 // x",
      'values = half.map([1, 0, 5], on_error="collect")',
    ],
    '[repr(getattr(r, "exc", r)) for r in results] == [repr(getattr(v, "exc", v)) for v in values]',
  ],
  [
    "cw.zip and a lambda",
    ["import cellweave as cw\nbase = 2", "sums = cw.zip(lambda a, b: a + b + base, [1, 2], [3, 4])"],
    "results == sums",
  ],
  [
    "cw.pipe",
    ["import cellweave as cw\ndef f(x): return x + 1\ndef g(x): return x * 2", "out = cw.pipe(f, g, [1, 2, 3])"],
    "results == out",
  ],
  [
    "a map over a map, with nothing gathered in between",
    [
      "import cellweave as cw\ndef f(x, k=0): return x + k\ndef g(x): return x * 2",
      "k = 5",
      "out = cw.map(g, cw.map(f, [1, 2, 3], k=k))",
    ],
    "results == out",
  ],
  [
    "a loop that was found",
    [
      "def slow(x):\n    return sum(i * i for i in range(x))",
      "sizes = [100, 200, 300]",
      "rows, total = [], 0.5\nfor size in sizes:\n    row = slow(size)\n    rows.append(row)\n    total += row * 0.1",
    ],
    "gathered(results) == (rows, total, row, size)",
  ],
  [
    "a comprehension that was found",
    [
      "def slow(x):\n    return sum(i * i for i in range(x))",
      "sizes = [100, 200, 300]",
      "found = [slow(a) + b for a, b in enumerate(sizes) if b > 100]",
    ],
    "[value for part in results for value in part] == found",
  ],
];

const program = `
import json, os, pickle, subprocess, sys, tempfile, types
from cellweave import compiled
from cellweave.errors import Failure

def gathered(results):
    names = {"rows": [], "total": 0.5}
    assert compiled.bring_all(names, {"rows": "append", "total": "fold +"}, results) == len(results)
    return names["rows"], names["total"], names["row"], names["size"]

for title, cells, items, file, broadcast, same in json.load(sys.stdin):
    names = {"__name__": "__main__"}
    for cell in cells[:-1]:
        exec(cell, names)
    items = list(eval(items, names))
    brought = {name: names[name] for name in broadcast}
    exec(cells[-1], names)
    module = types.ModuleType("task")
    exec(compile(file, "task.py", "exec"), module.__dict__)
    out = {}
    # In any order: an item knows only its index.
    for index in reversed(range(len(items))):
        module.run_item(index, items, brought, out.__setitem__)
    results = [out[index] for index in range(len(items))]
    assert eval(same, {**names, "results": results, "gathered": gathered}), (title, results)
    with tempfile.TemporaryDirectory() as folder:
        at = lambda name: os.path.join(folder, name)
        open(at("task.py"), "w").write(file)
        pickle.dump(items, open(at("items"), "wb"))
        pickle.dump(brought, open(at("names"), "wb"))
        subprocess.run([sys.executable, at("task.py"), "0", at("items"), at("names"), at("out")], check=True)
        assert repr(pickle.load(open(at("out"), "rb"))) == repr(results[0]), title
    print(title)
`;

test("one file runs every item by its index, in this process and in one of its own, as the cell itself does", () => {
  const files = cases.map(([title, cells, same]) => {
    const { flow, apart, plan } = compile(flowOf(cells), { parser });
    const step = plan.steps.find(({ parts }) => parts.some(({ cell }) => cell === flow.cells.at(-1)?.id));
    const part = step?.parts.find(({ cell }) => cell === flow.cells.at(-1)?.id);
    const construct = part?.constructs[0];
    if (step === undefined || part === undefined || construct === undefined) throw new Error(`${title} is not found`);
    const definitions = apart.graph.cells.filter(({ definitionsOnly }) => definitionsOnly).map(({ id }) => id);
    const file = taskFile(construct, part, { flow, graph: apart.graph, parser, prelude: definitions });
    const items = construct.skeleton === "zip" ? "[(1, 3), (2, 4)]" : construct.scatter?.items;
    return [title, cells, items, file?.source, file?.broadcast, same];
  });
  const options = {
    input: JSON.stringify(files),
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: runner },
  } as const;
  const said = execFileSync(testPython, ["-c", program], options);
  expect(said.trim().split("\n")).toEqual(cases.map(([title]) => title));
});
