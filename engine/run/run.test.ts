import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { applyEvent, emptyRun } from "../model/apply-event.ts";
import { resumeRun } from "./start-run.ts";
import { type Ran, resumeCells, runCells, runInOrder, startCells, testParser, textOf } from "./testing/run-cells.ts";

/** Long enough that later steps would start first if nothing held them back. */
const slow = "import time; time.sleep(0.3)";

/** Notebooks that a graph of names alone gets wrong. Each must print what plain Python prints. */
const notebooks: readonly { readonly title: string; readonly cells: readonly string[] }[] = [
  { title: "a chain", cells: ["x = 1", "y = x + 1", "print(x + y)"] },
  {
    title: "two branches that meet",
    cells: ["x = list(range(10))", `${slow}\na = sum(x)`, `${slow}\nb = max(x)`, "print(a, b)"],
  },
  {
    title: "an unknown method that changes its object",
    cells: [
      "class Box:\n    def __init__(self): self.seen = []\n    def process(self, k):\n        import time; time.sleep(0.2)\n        self.seen.append(k)\n        return k",
      "box = Box()\nother = [box]",
      "r = other[0].process(5)",
      "import time; time.sleep(0.05); print(box.seen)",
      "r2 = other[0].process(6)",
      "print(box.seen, r, r2)",
    ],
  },
  {
    title: "an alias changed in another step",
    cells: ["a = [0]\nb = a", `${slow}\nb.append(1)`, `${slow}\nprint(a, b, a is b)`],
  },
  {
    title: "a view of an array",
    cells: [
      "import numpy as np\narr = np.arange(5)\nv = arr[1:3]",
      `${slow}\nv[0] = 99`,
      `${slow}\nprint(arr, v.base is arr)`,
    ],
  },
  {
    title: "a function that reads a global at the call",
    cells: ["k = 1", "def f(): return k", "print(f())", "k = 2", `${slow}\nprint(f())`],
  },
  {
    title: "a list filled by a function",
    cells: ["buf = []", "def fill(b):\n    import time; time.sleep(0.2)\n    b.append(1)", "fill(buf)", "print(buf)"],
  },
  {
    title: "seeded random numbers drawn in two cells",
    cells: [
      "import random\nrandom.seed(3)",
      `${slow}\na = random.random()`,
      `${slow}\nb = random.random()`,
      "print(a, b)",
    ],
  },
  {
    title: "numpy's global generator, reseeded",
    cells: [
      "import numpy as np\nnp.random.seed(0)",
      `${slow}\nprint(np.random.rand())`,
      "np.random.seed(1)",
      `${slow}\nprint(np.random.rand())`,
      "print(np.random.rand())",
    ],
  },
  {
    title: "the working directory",
    cells: [
      "import os, tempfile\nhere = os.getcwd()\nd = os.path.realpath(tempfile.gettempdir())",
      `${slow}\nos.chdir(d)`,
      `${slow}\nprint(os.getcwd() == d)`,
      "os.chdir(here)",
      "print(os.getcwd() == here)",
    ],
  },
  {
    title: "the environment",
    cells: [
      "import os",
      `${slow}\nos.environ["CELLWEAVE_CASE"] = "1"`,
      `${slow}\nprint(os.environ.get("CELLWEAVE_CASE"))`,
    ],
  },
  {
    title: "a file written by one cell and read by another",
    cells: [`${slow}\nwith open("a.txt", "w") as f:\n    f.write("hello")`, `${slow}\nprint(open("a.txt").read())`],
  },
  {
    title: "a file whose name is computed",
    cells: [
      "name = 'b' + '.txt'",
      `${slow}\nf = open(name, "w"); f.write("x"); f.close()`,
      `${slow}\nimport os\nprint(os.path.exists("b" + ".txt"))`,
    ],
  },
  {
    title: "a path that no analysis knows, read too early",
    cells: [
      "import pathlib, time\npathlib.Path('d.txt').write_text('old')\ndef where(n): return pathlib.Path(n + '.txt')",
      "time.sleep(0.4)\ngetattr(where('d'), 'write_' + 'text')('new')",
      "time.sleep(0.1)\nprint(getattr(where('d'), 'read_' + 'text')())",
    ],
  },
  {
    title: "a generator used by two cells",
    cells: [
      "gen = (i * i for i in range(5))",
      `${slow}\nprint(next(gen))`,
      `${slow}\nprint(next(gen))`,
      "print(list(gen))",
    ],
  },
  { title: "a name made by exec", cells: ["key = 'q'", `${slow}\nexec(key + " = 41")`, `${slow}\nprint(q + 1)`] },
  {
    title: "a name made through globals()",
    cells: ["key = 'q'", `${slow}\nglobals()[key] = 41`, `${slow}\nprint(q + 1)`],
  },
  {
    title: "classes keep their identity",
    cells: ["class A: pass", `${slow}\na = A()`, `${slow}\nb = A()`, "print(type(a) is type(b), isinstance(a, A))"],
  },
  {
    title: "a counter on a class",
    cells: ["class A:\n    count = 0", `${slow}\nA.count += 1`, `${slow}\nprint(A.count)`],
  },
  {
    title: "a name deleted in between",
    cells: ["x = 1", "del x", `${slow}\ntry:\n    print(x)\nexcept NameError as e:\n    print("gone")`],
  },
  {
    title: "a value rebound after a branch took it",
    cells: ["x = [1]", `${slow}\nprint(x)`, "x = [2]", `${slow}\nprint(x)`],
  },
  { title: "an error in one branch", cells: ["x = 1", `${slow}\ny = 1 / 0`, `${slow}\nprint(x)`] },
  {
    title: "a default argument that collects",
    cells: [
      "def add(x, into=[]):\n    into.append(x)\n    return list(into)",
      `${slow}\nprint(add(1))`,
      `${slow}\nprint(add(2))`,
    ],
  },
  {
    title: "options of pandas",
    cells: [
      "import pandas as pd\ndf = pd.DataFrame({'a': range(100)})",
      `${slow}\npd.set_option('display.max_rows', 4)`,
      `${slow}\nprint(df)`,
    ],
  },
];

describe("a run gives what running the cells in order gives", () => {
  test.each(notebooks)("$title", async ({ cells }) => {
    const expected = runInOrder(cells, mkdtempSync(join(tmpdir(), "cellweave-oracle-")));
    const first = await runCells(cells);
    expect(explain(first)).toEqual(expected);
    const second = await runCells(cells, {
      home: first.home,
      folder: mkdtempSync(join(tmpdir(), "cellweave-again-")),
      noCache: true,
    });
    expect(explain(second)).toEqual(expected);
  });
});

const explain = (ran: Ran) => ran.texts;

test("a cell that is taken back while it shows something shows it once", async () => {
  // c2 sees the old list and shares its step with c3, which has begun to print when c1 is committed.
  const cells = [
    "import time\nx = [1]",
    "time.sleep(0.5)\nlist.__iadd__(x, [2])",
    "time.sleep(0.1)\ny = x[0] + len(x)",
    "print('begun', flush=True)\ntime.sleep(1)\nprint(y)",
  ];
  const ran = await runCells(cells);
  expect(ran.texts[3]).toBe("begun\n3\n");
});

describe("cells that fail", () => {
  test("what does not depend on a failed cell still runs, the rest says why it did not", async () => {
    const ran = await runCells(["x = 1 / 0", "y = x + 1", "print('fine')", "print(y)"]);
    expect(states(ran)).toEqual(["failed", "skipped", "done", "skipped"]);
    expect(ran.state.outcome).toBe("failed");
    expect(ran.state.cells.c1?.reason).toBe("Skipped because cell 1 failed: it needs `x`.");
    expect(ran.state.cells.c3?.reason).toBe("Skipped because cell 2 was skipped: it needs `y`.");
  });

  test("with stop on error nothing after the failed cell counts, whatever ran ahead", async () => {
    const ran = await runCells([`${slow}\n1 / 0`, "print('ahead')"], { stopOnError: true });
    expect(states(ran)).toEqual(["failed", "skipped"]);
    expect(ran.texts[1]).toBe("");
  });

  test.each([
    ["os._exit", "import os; os._exit(3)", "exit code 3"],
    ["a segmentation fault", "import ctypes; ctypes.string_at(0)", "SIGSEGV"],
    ["kill -9", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"],
  ])("a Python that dies by %s is a failed cell that says how, and the others still run", async (_, source, words) => {
    const ran = await runCells(["x = 1", source, "print(x)"]);
    expect(states(ran)).toEqual(["done", "failed", "done"]);
    expect(ran.texts[1]).toContain(words);
    expect(ran.texts[2]).toBe("1\n");
  });

  test("input() is a clear error, not a hang", async () => {
    const ran = await runCells(["name = input('who? ')"]);
    expect(states(ran)).toEqual(["failed"]);
  });
});

describe("stored results", () => {
  const cells = ["x = 2", `${slow}\ny = x * 3\nprint(y)`, "y + 1"];

  test("a second run with nothing changed takes everything from the store and shows the same", async () => {
    const first = await runCells(cells);
    const second = await runCells(cells, { home: first.home, folder: first.folder });
    expect(states(second)).toEqual(["cached", "cached", "cached"]);
    expect(second.texts).toEqual(first.texts);
  });

  test("an edit runs again exactly what depends on it, a comment nothing", async () => {
    const home = await runCells(["a = 1", "b = 2", `${slow}\nc = a + 1\nprint(c)`, `${slow}\nd = b + 1\nprint(d)`]);
    const edited = await runCells(
      ["a = 1  # one", "b = 3", `${slow}\nc = a + 1\nprint(c)`, `${slow}\nd = b + 1\nprint(d)`],
      { home: home.home, folder: home.folder },
    );
    expect(edited.texts).toEqual(["", "", "2\n", "4\n"]);
    expect(states(edited)[2]).toBe("cached");
    expect(states(edited)[3]).toBe("done");
  });

  test("what reads the clock or draws unseeded numbers always runs", async () => {
    const cells = ["import time\nnow = time.time()", "import random\nr = random.random()"];
    const first = await runCells(cells);
    const second = await runCells(cells, { home: first.home, folder: first.folder });
    expect(states(second)).toEqual(["done", "done"]);
  });
});

describe("a run whose server is gone", () => {
  test("is adopted: its jobs are followed, nothing runs twice, everything is told again", async () => {
    const cells = [
      `${slow}\nwith open("log.txt", "a") as log:\n    log.write("a")\nx = 1`,
      `${slow}\nwith open("log.txt", "a") as log:\n    log.write("b")\nprint("b")`,
      `${slow}\nprint(x + 1)`,
    ];
    const abandoned = await startCells(cells);
    await abandoned.saw((event) => event.event === "cell-state" && event.state === "running");
    const resumed = await resumeCells(abandoned);
    expect(resumed.state.outcome).toBe("succeeded");
    expect(resumed.texts).toEqual(["", "b\n", "2\n"]);
    await abandoned.finished;
    expect(readFileSync(join(abandoned.folder, "log.txt"), "utf8")).toBe("ab");
  });

  test("that is not known is not adopted", async () => {
    expect(
      await resumeRun({ id: "nothing", home: tmpdir(), parser: await testParser(), onEvent: () => {} }),
    ).toBeNull();
  });
});

test("what was done outside is not done again because a value that it left cannot travel", async () => {
  const ran = await runCells([
    "import threading, time\nname = 'lo' + 'ck'",
    `${slow}\nwith open("log.txt", "a") as log:\n    log.write("x")\nsetattr(__import__("__main__"), name, threading.Lock())`,
    `${slow}\nprint(getattr(__import__("__main__"), name).locked())`,
  ]);
  expect(ran.texts).toEqual(["", "", "False\n"]);
  expect(readFileSync(join(ran.folder, "log.txt"), "utf8")).toBe("x");
  expect(ran.state.messages).toEqual([]);
});

describe("cancelling", () => {
  test("interrupts what runs, keeps what was shown, and starts nothing more", async () => {
    const run = await startCells(["import time\nprint('on', flush=True)\ntime.sleep(60)", "print('next')"], 1);
    await run.saw((event) => event.event === "stream");
    await run.cancel();
    expect(await run.finished).toBe("cancelled");
    const state = run.events.reduce(applyEvent, emptyRun);
    expect(state.cells.c0?.state).toBe("cancelled");
    expect(textOf(state, "c0")).toContain("on");
  });

  test("kills a cell that ignores the interrupt", async () => {
    const run = await startCells([
      "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nprint('deaf', flush=True)\nwhile True: time.sleep(1)",
    ]);
    await run.saw((event) => event.event === "stream");
    await run.cancel();
    expect(await run.finished).toBe("cancelled");
  });
});

describe("parts of a notebook", () => {
  const cells = ["a = 1", `${slow}\nb = a + 1\nprint(b)`, "print('other')", "print(b * 2)"];

  test("run to here runs what the cell needs and nothing else", async () => {
    const ran = await runCells(cells, { scope: { kind: "to", cells: ["c1"] } });
    expect(Object.keys(ran.state.cells).sort()).toEqual(["c0", "c1"]);
    expect(ran.texts[1]).toBe("2\n");
  });

  test("run from here runs the cell and what depends on it again, and takes the rest from before", async () => {
    const first = await runCells(cells);
    const ran = await runCells(cells, {
      home: first.home,
      folder: first.folder,
      scope: { kind: "from", cells: ["c1"] },
    });
    expect(Object.keys(ran.state.cells).sort()).toEqual(["c0", "c1", "c3"]);
    expect(ran.texts[3]).toBe("4\n");
    expect(ran.state.cells.c1?.state).toBe("done");
  });
});

function states(ran: Ran): string[] {
  return ran.texts.map((_, index) => ran.state.cells[`c${index}`]?.state ?? "not-run");
}
