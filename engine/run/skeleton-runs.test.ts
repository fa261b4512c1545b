import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { applyEvent, emptyRun } from "../model/apply-event.ts";
import type { RunState, SkeletonCall } from "../model/run.ts";
import { type RunSettings, runCells, type Started, startCells, textOf } from "./testing/run-cells.ts";
import { processesOf } from "./testing/run-processes.ts";

const start = "import cellweave as cw, time, os\nfactor = 3";
/** Takes long enough that the items run in several processes. */
const slow = "def slow(x):\n    time.sleep(0.05)\n    return x * factor";

/** What cells show compiled, after it was found to be what they show as they are written. */
async function same(cells: readonly string[], settings: RunSettings = {}): Promise<readonly string[]> {
  const written = await runCells(cells, { ...settings, asWritten: true, noCache: true });
  const compiled = await runCells(cells, { ...settings, noCache: true });
  expect(compiled.texts.map(withoutRun)).toEqual(written.texts.map(withoutRun));
  expect(outputsOf(compiled.state)).toEqual(outputsOf(written.state));
  return compiled.texts;
}

/** The name that cells have in tracebacks and warnings hangs on the run. */
const withoutRun = (text: string) => text.replace(/ipykernel_\d+/g, "ipykernel");
const outputsOf = ({ cells }: RunState) =>
  Object.entries(cells).map(([id, { outputs }]) => [id, JSON.parse(withoutRun(JSON.stringify(outputs)))]);
const callsOf = (state: RunState, cell: string): readonly SkeletonCall[] => state.cells[cell]?.calls ?? [];

describe("skeletons through the whole engine", () => {
  test("a map runs in processes of its own and tells of its items", async () => {
    const ran = await runCells([
      start,
      slow,
      "pids = cw.map(lambda x: (slow(x), os.getpid()), range(8))\nprint(len({pid for _, pid in pids} - {os.getpid()}))\n[x for x, _ in pids]",
    ]);
    expect(ran.texts[2]).toBe("2\n[0, 3, 6, 9, 12, 15, 18, 21]\n");
    expect(callsOf(ran.state, "c2")).toMatchObject([
      { label: "map <lambda>", total: 8, done: 8, reused: 0, workers: 2 },
    ]);
    expect(callsOf(ran.state, "c2")[0]?.items.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test("found loops, comprehensions and sections run at once and give what they give in sequence", async () => {
    const cells = [
      start,
      slow,
      "rows, total = [], 0.1\nfor x in range(6):\n    y = slow(x)\n    rows.append(y)\n    total += y\nprint(rows, total, x, y)",
      "[slow(x) + total for x in rows if x != 6]",
      "a = slow(1)\nb = slow(a)\nc = slow(2)\n(a, b, c)",
    ];
    await same(cells);
    const { state } = await runCells(cells, { noCache: true });
    for (const cell of ["c2", "c3", "c4"]) expect(callsOf(state, cell), cell).not.toEqual([]);
  });

  test("a map of what a map gave goes on in the same process, and both tell of their items", async () => {
    const { state, texts } = await runCells([
      start,
      slow,
      "made = cw.map(lambda x: (slow(x), os.getpid()), range(8))\nused = cw.map(lambda m: (slow(1), m[1] == os.getpid()), made)",
      "([x for x, _ in made], used == [(3, True)] * 8)",
    ]);
    expect(texts[3]).toBe("([0, 3, 6, 9, 12, 15, 18, 21], True)\n");
    for (const call of callsOf(state, "c2")) {
      expect(call).toMatchObject({ label: "map <lambda>", total: 8, done: 8 });
      expect(call.items.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    }
    expect(callsOf(state, "c2")).toHaveLength(2);
  });

  test("a fork tells of all its branches by their names", async () => {
    const { state } = await runCells(
      [
        start,
        slow,
        "with cw.fork():\n    with cw.branch('low'):\n        a = slow(1)\n    with cw.branch('high'):\n        b = slow(2)\n        print(b)\n    with cw.branch('both'):\n        c = slow(3)\n(a, b, c)",
      ],
      { noCache: true },
    );
    const [call] = callsOf(state, "c2");
    expect(call).toMatchObject({ label: "fork", total: 3, done: 3 });
    const items = (call?.items ?? []).map(({ index, name, output }) => [index, name, output]);
    expect(items).toEqual([
      [0, "low", undefined],
      [1, "high", "6\n"],
      [2, "both", undefined],
    ]);
    expect(call?.items.every(({ seconds }) => seconds >= 0.05)).toBe(true);
  });

  test("cells asked for as they are written tell of no items and use no process", async () => {
    const cells = [
      start,
      slow,
      "rows = []\nfor x in range(4):\n    rows.append((slow(x), os.getpid()))\nlen({pid for _, pid in rows})",
    ];
    const { state, texts } = await runCells(cells, { asWritten: true });
    expect([texts[2], callsOf(state, "c2")]).toEqual(["1\n", []]);
  });

  const cases: readonly (readonly [string, ...string[]])[] = [
    [
      "an item that raises",
      "rows = []\nfor x in range(6):\n    time.sleep(0.05)\n    rows.append(10 // (x - 4))",
      "print('not run')",
      "1",
    ],
    ["a written map whose item raises", `${slow}\ncw.map(lambda x: slow(1 // (3 - x)), range(8))`],
    [
      "collected failures",
      `${slow}\nout = cw.map(lambda x: slow(1 // (3 - x)), range(6), on_error="collect")\n[type(o).__name__ for o in out]`,
    ],
    [
      "results that cannot be pickled",
      "def late(x):\n    time.sleep(0.05)\n    return lambda: x + factor\nfs = cw.map(late, range(4))\n[f() for f in fs]",
      "factor = 10\n[f() for f in fs]",
    ],
    ["a generator as input", `${slow}\ncw.map(slow, (x for x in range(5)))`],
    [
      "a function that changes what all see",
      "seen = []\ndef note(x):\n    time.sleep(0.05)\n    seen.append(x)\n    return len(seen)\nout = cw.map(note, range(6))\nprint(out, seen)",
    ],
    [
      "items that are changed and given back",
      "rows = [[1], [2], [3]]\ndef grow(row):\n    time.sleep(0.05)\n    row.append(0)\n    return row\nout = cw.map(grow, rows)\nprint(rows, out[0] is rows[0])",
    ],
    [
      "views of an array",
      "import numpy as np\nX = np.arange(12.0).reshape(3, 4)\ndef row(i):\n    time.sleep(0.05)\n    return X[i]\nout = cw.map(row, range(3))\nout[1][0] = 99\nX",
    ],
    [
      "an argument that is changed",
      "data = [1]\ndef spoil(x, data):\n    time.sleep(0.05)\n    data.append(x)\n    return x\ncw.map(spoil, range(4), data=data)",
    ],
    [
      "random numbers without a seed",
      "import random\nrandom.seed(1)\ndef draw(x):\n    time.sleep(0.05)\n    return random.random()\ncw.map(draw, range(4))",
      "random.random()",
    ],
    [
      "random numbers with a seed",
      "import random\nimport numpy as np\ndef draw(x):\n    time.sleep(0.05)\n    return round(random.random() + np.random.rand(), 12)\ncw.map(draw, range(4), seed=7)",
      "import random\nrandom.seed(3)\nrandom.random()",
    ],
    [
      "prints, warnings and displays",
      "import warnings\ndef tell(x):\n    time.sleep(0.05)\n    print('item', x)\n    warnings.warn('odd')\n    display(x)\n    return x\nout = cw.map(tell, range(6))\nout",
    ],
    [
      "files that items write and read",
      "def save(x):\n    time.sleep(0.05)\n    with open(f'part-{x}.txt', 'w') as file:\n        file.write(str(x))\n    return x\ncw.map(save, range(4))",
      "sorted(n for n in os.listdir('.') if n.startswith('part'))",
      "def load(x):\n    time.sleep(0.05)\n    return open(f'part-{x}.txt').read()\ncw.map(load, range(4))",
    ],
    [
      "settings that items change",
      "def go(x):\n    time.sleep(0.05)\n    os.environ['WENT'] = str(x)\n    return x\ncw.map(go, range(4))",
      "os.environ['WENT']",
    ],
    [
      "names that items bind",
      "def bind(x):\n    global bound\n    time.sleep(0.05)\n    bound = x\n    return x\ncw.map(bind, range(4))",
      "bound",
    ],
    [
      "classes of the notebook",
      "class Box:\n    made = []\n    def __init__(self, v):\n        self.v = v\n        self.made.append(v)\n    def __repr__(self):\n        return f'Box({self.v})'\ndef box(x):\n    time.sleep(0.05)\n    return Box(x)\ncw.map(box, range(4))",
      "Box.made",
    ],
    [
      "iterators that several loops share",
      "it = iter(range(6))\nout = []\nfor x in it:\n    time.sleep(0.02)\n    out.append(x)\n    if x == 2: break\nlist(it), out",
    ],
  ];
  test.each(cases)("%s: as it is written and compiled give the same", async (_, ...cells) => {
    await same([start, ...cells]);
  });
});

describe("what goes wrong around items", () => {
  test("a process that is killed in the middle of a map costs its item a second try", async () => {
    const cells = [start, "def slow(x):\n    time.sleep(0.3)\n    return x\nprint('begun')\ncw.map(slow, range(6))"];
    const run = await startCells(cells, 2, { noCache: true });
    await run.saw((event) => event.event === "items" && event.progress.done > 0 && event.progress.done < 6);
    const [child] = childrenOf(run);
    if (child !== undefined) process.kill(child, "SIGKILL");
    expect(await run.finished).toBe("succeeded");
    expect(textOf(run.events.reduce(applyEvent, emptyRun), "c1")).toBe("begun\n[0, 1, 2, 3, 4, 5]\n");
    expect(child).toBeDefined();
  });

  test("an item that ends its process twice fails, and the cell lives", async () => {
    const die = "def die(x):\n    time.sleep(0.05)\n    if x == 2: os._exit(3)\n    return x\ncw.map(die, range(4))";
    const { texts, state } = await runCells([start, die, "print('on')"], { noCache: true });
    expect(texts[1]).toMatch(/^WorkerDied: Item 2 ended its process twice/);
    expect([texts[2], state.outcome]).toEqual(["on\n", "failed"]);
  });

  test("an item that hangs is ended by its limit", async () => {
    const hang = `@cw.task(time="0.5s")\ndef hang(x):\n    while x == 1: pass\n    return x\ncw.map(hang, range(3))`;
    const { texts } = await runCells([start, hang], { noCache: true });
    expect(texts[1]).toMatch(/^TimeLimit: /);
  });

  test("after one failed item only that one runs again", async () => {
    const [home, folder] = [newFolder(), newFolder()];
    const cells = [
      start,
      `def slow(x):\n    time.sleep(0.05)\n    if x == 5 and not os.path.exists("${folder}/fixed"): raise ValueError(x)\n    return x\ncw.map(slow, range(6), chunk=1)`,
    ];
    const first = await runCells(cells, { home, folder });
    expect(first.texts[1]).toBe("ValueError: 5\n");
    await runCells([`open("${folder}/fixed", "w").close()`], { home });
    const second = await runCells(cells, { home, folder });
    expect(second.texts[1]).toBe("[0, 1, 2, 3, 4, 5]\n");
    expect(callsOf(second.state, "c1")).toMatchObject([{ total: 6, done: 6, reused: 5 }]);
  });

  test("what the first of two maps gave is kept for when the second one is put right", async () => {
    const [home, folder] = [newFolder(), newFolder()];
    const cells = (second: string) => [
      start,
      `def slow(x):\n    time.sleep(0.05)\n    return [x]\ncw.map(lambda y: ${second} or time.sleep(0.05) or y[0], cw.map(slow, range(6)))`,
    ];
    const first = await runCells(cells("1 // (y[0] - 4)"), { home, folder });
    expect(first.texts[1]).toMatch("ZeroDivisionError");
    const second = await runCells(cells("None"), { home, folder });
    expect(second.texts[1]).toBe("[0, 1, 2, 3, 4, 5]\n");
    expect(callsOf(second.state, "c1")).toMatchObject([
      { total: 6, done: 6, reused: 6 },
      { total: 6, done: 6, reused: 0 },
    ]);
    // With both done, an edit of the second leaves the first as it is.
    const third = await runCells(cells("0"), { home, folder });
    expect(callsOf(third.state, "c1")).toMatchObject([{ reused: 6 }, { reused: 0, done: 6 }]);
  });

  test("an interrupt in the middle ends the processes and keeps what was done", async () => {
    const [home, folder] = [newFolder(), newFolder()];
    const cells = [start, "def slow(x):\n    time.sleep(0.3)\n    return x\ncw.map(slow, range(40), chunk=1)"];
    const run = await startCells(cells, 2, { home, folder });
    await run.saw((event) => event.event === "items" && event.progress.done >= 3);
    const children = childrenOf(run);
    await run.cancel();
    expect(await run.finished).toBe("cancelled");
    expect(children.filter(alive)).toEqual([]);
    const again = await startCells(cells, 2, { home, folder });
    await again.saw((event) => event.event === "items" && event.progress.reused >= 3);
    await again.cancel();
  });
});

const newFolder = () => mkdtempSync(join(tmpdir(), "cellweave-items-"));

/** Processes that the run's worker forked, the innermost ones: those that run items. */
function childrenOf(run: Started): number[] {
  const workers = processesOf(run, "worker");
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return all.filter((pid) => workers.includes(parentOf(pid)));
}

function parentOf(pid: number): number {
  return Number(fieldsOf(pid)?.[1] ?? -1);
}

function alive(pid: number): boolean {
  return !["Z", "X", undefined].includes(fieldsOf(pid)?.[0]);
}

function fieldsOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}
