import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, describe, expect, test } from "vitest";
import { applyEvent, emptyRun } from "../model/apply-event.ts";
import type { RunState } from "../model/run.ts";
import { type Ran, runCells, startCells, textOf } from "./testing/run-cells.ts";
import { processesOf, processesWith, runs } from "./testing/run-processes.ts";

const limited = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))\n";
const oneJob =
  "import os, pathlib\nhere = next(pathlib.Path(os.environ['CELLWEAVE_TEST_HOME']).glob('runs/*/jobs/*'))\n";

interface Fault {
  readonly title: string;
  readonly cell: string;
  readonly state: "done" | "failed";
  /** What its outputs hold. */
  readonly shows: RegExp;
}

/** Each stands between two cells that must not notice it. */
const faults: readonly Fault[] = [
  {
    title: "allocates until there is no more memory",
    cell: `${limited}blocks = []\nwhile True: blocks.append(bytearray(64 << 20))`,
    state: "failed",
    shows: /MemoryError/,
  },
  {
    title: "prints 100,000 lines with carriage returns",
    cell: "for i in range(100_000): print(i, end='\\r')\nprint('over')",
    state: "done",
    shows: /^over/,
  },
  {
    title: "prints one line of 50 MB",
    cell: "print('x' * 50_000_000)",
    state: "done",
    shows: /^x{1000}/,
  },
  {
    title: "writes binary garbage to stdout",
    cell: "import os\nfor _ in range(100): os.write(1, os.urandom(1000))\nos.write(1, b'\\n\\x00\\xff\\xfeend\\n')\nNone",
    state: "done",
    shows: /end/,
  },
  {
    title: "forks by os.fork and lets the child run on",
    cell: "import os, time\nchild = os.fork()\nif child == 0:\n    time.sleep(600)\nprint('forked')\n",
    state: "done",
    shows: /^forked\n$/,
  },
  {
    title: "lets a forked child leave by itself through the cell's end",
    cell: "import os\nchild = os.fork()\nif child: os.waitpid(child, 0)\nprint('twice')",
    state: "done",
    shows: /^twice\ntwice\n$/,
  },
  {
    title: "leaves a pool of processes open",
    cell: "import multiprocessing\npool = multiprocessing.get_context('fork').Pool(2)\nprint(pool.map(abs, [-1, 2]))",
    state: "done",
    shows: /^\[1, 2\]\n$/,
  },
  {
    title: "leaves a process running that holds its stdout",
    cell: "import subprocess\nserver = subprocess.Popen(['sleep', '600'])\nprint('served')",
    state: "done",
    shows: /^served\n$/,
  },
  {
    title: "closes its streams and descriptors",
    cell: "import os, sys\nsys.stdout.close()\nfor descriptor in (0, 1, 2): os.close(descriptor)\nprint('still')",
    state: "done",
    shows: /still/,
  },
  {
    title: "deletes its own job's directory",
    cell: `${oneJob}import shutil\nfor job in pathlib.Path(here).parent.iterdir(): shutil.rmtree(job, ignore_errors=True)\nprint('gone')`,
    state: "done",
    shows: /gone/,
  },
  {
    title: "ignores every signal",
    cell: "import signal\nfor s in range(1, 32):\n    try: signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nprint('deaf')",
    state: "done",
    shows: /^deaf\n$/,
  },
  {
    title: "starts threads that never end",
    cell: "import threading, time\nfor _ in range(5): threading.Thread(target=time.sleep, args=(600,)).start()\nprint('off')",
    state: "done",
    shows: /^off\n$/,
  },
  {
    title: "raises an exception that cannot be shown",
    cell: "class Evil(Exception):\n    def __str__(self): raise SystemExit\n    __repr__ = __str__\nraise Evil",
    state: "failed",
    shows: /Evil/,
  },
  { title: "recurses without end", cell: "def f(): return f()\nf()", state: "failed", shows: /RecursionError/ },
  {
    title: "shows a structure nested deeper than Python can follow",
    cell: "deep = []\nfor _ in range(100_000): deep = [deep]\ndeep",
    state: "done",
    shows: /RecursionError/,
  },
  {
    title: "shows an image of 20 MB",
    cell: "from IPython.display import Image\nImage(data=b'\\x89PNG\\r\\n' + bytes(20_000_000), format='png')",
    state: "done",
    shows: /Image/,
  },
  { title: "leaves by sys.exit", cell: "import sys\nsys.exit(3)", state: "failed", shows: /SystemExit: 3/ },
  {
    title: "kills its own supervisor, and again when it runs a second time",
    cell: "import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(600)",
    state: "failed",
    shows: /PythonDied: Python is gone and nobody saw how it ended/,
  },
  {
    title: "kills its whole process group",
    cell: "import os\nos.killpg(0, 9)",
    state: "failed",
    shows: /PythonDied: Python was killed by SIGKILL/,
  },
];

const home = mkdtempSync(join(tmpdir(), "cellweave-faults-"));
afterAll(() => {
  for (const pid of processesWith(home)) process.kill(pid, "SIGKILL");
});

describe("a cell that misbehaves ends as what it did, and the cells around it are right", () => {
  // What the cells leave behind is found, and ended, by this variable.
  process.env.CELLWEAVE_TEST_HOME = home;

  test.each(faults)("$title", async ({ cell, state, shows }) => {
    const ran = await runCells(["before = [1]\nprint('before')", cell, "print('after', before)"], {
      home,
      noCache: true,
    });
    expect(ran.texts[0]).toBe("before\n");
    expect(ran.state.cells.c1?.state).toBe(state);
    expect(ran.texts[1]?.slice(-200) + (ran.texts[1]?.slice(0, 2000) ?? "")).toMatch(new RegExp(shows.source, "m"));
    expect(ran.texts[2]).toBe("after [1]\n");
  });
});

describe("a flood of output", () => {
  test("of 1 GB is cut, says so once, and takes little memory on either side", async () => {
    const before = process.memoryUsage().rss;
    const run = await startCells([
      "line = 'x' * (1 << 20)\nfor _ in range(1024): print(line)\nprint('over')",
      "print('next')",
    ]);
    await run.finished;
    const grown = process.memoryUsage().rss - before;
    const texts = run.events.flatMap((event) => (event.event === "stream" && event.cell === "c0" ? [event] : []));
    const kept = texts.reduce((sum, event) => sum + event.text.length, 0);
    expect(kept).toBeLessThan(65 * (1 << 20));
    expect(texts.filter(({ text }) => text.includes("the rest is not kept"))).toHaveLength(1);
    // This test keeps every event; a server hands them on.
    expect(grown).toBeLessThan(600 * (1 << 20));
    const state = run.events.reduce(applyEvent, emptyRun);
    expect([state.cells.c0?.state, textOf(state, "c1")]).toEqual(["done", "next\n"]);
  });
});

describe("what a crash leaves", () => {
  test("what was done and cannot be taken back is not done again; who needs its values is told why it did not run", async () => {
    const ran = await runCells([
      "import os",
      "with open('log.txt', 'a') as log:\n    log.write('a')\ny = (n for n in range(9))\nprint(next(y))",
      "print(next(y))\nos._exit(9)",
      "print(next(y))",
      "print('alone')",
      "print(open('log.txt').read())",
    ]);
    expect(states(ran)).toEqual(["done", "done", "failed", "skipped", "done", "done"]);
    expect(ran.texts[1]).toBe("0\n");
    expect(ran.texts[5]).toBe("a\n");
    expect(ran.state.cells.c3?.reason).toMatch(/^Skipped because cell [23]/);
  });
});

describe("a process that is lost", () => {
  const waiting =
    "import os, time\nprint('begun', flush=True)\nwhile not os.path.exists('go'): time.sleep(0.01)\nprint('over')";
  /** Runs the cells one after the other in one process, whose supervisor is killed when the first waits. */
  async function lose(first: string): Promise<{ readonly state: RunState; readonly log: string | null }> {
    const run = await startCells([first, "print('after')"], 1);
    await run.saw((event) => event.event === "stream" && event.text.includes("begun"));
    const [supervisor] = processesOf(run, "supervisor");
    process.kill(supervisor ?? 0, "SIGKILL");
    await expect.poll(() => processesOf(run, "supervisor").includes(supervisor ?? 0)).toBe(false);
    writeFileSync(join(run.folder, "go"), "");
    await run.finished;
    const log = join(run.folder, "log.txt");
    return { state: run.events.reduce(applyEvent, emptyRun), log: existsSync(log) ? readFileSync(log, "utf8") : null };
  }

  test("runs again where nothing was done that cannot be taken back, even where nothing runs beside it", async () => {
    const { state } = await lose(waiting);
    expect([textOf(state, "c0"), textOf(state, "c1")]).toEqual(["begun\nover\n", "after\n"]);
    expect(state.outcome).toBe("succeeded");
  });

  test("does not where a file was written, and says why", async () => {
    const { state, log } = await lose(`open('log.txt', 'a').write('x')\n${waiting}`);
    expect([state.cells.c0?.state, log]).toEqual(["failed", "x"]);
    expect(textOf(state, "c0")).toMatch(
      /nobody saw how it ended\. It had begun to write files.*so it is not run again/,
    );
  });
});

describe("a disk that is full", () => {
  test("is told, and the cells whose values do not fit run together", async () => {
    const small = mkdtempSync(join(tmpdir(), "cellweave-full-"));
    const objects = join(small, "objects");
    mkdirSync(objects);
    const mounted = mount(objects);
    const limit =
      "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, 2 << 20))\n";
    try {
      const ran = await runCells(
        [
          `${mounted ? "" : limit}import time\nbig = bytes(range(256)) * 65536`,
          "time.sleep(0.1)\nprint(len(big))",
          "time.sleep(0.1)\nprint(big[7])",
          "print('other')",
        ],
        { home: small, parallel: 3 },
      );
      // What does not fit on the disk stays in the process that made it, and its users join it there.
      expect(states(ran)).toEqual(["done", "done", "done", "done"]);
      expect(ran.texts).toEqual(["", "16777216\n", "7\n", "other\n"]);
      expect(ran.state.messages.map(({ code }) => code)).toContain("CW5011");
    } finally {
      if (mounted) execFileSync("umount", [objects]);
    }
  });
});

describe("cancelling at any moment", () => {
  const cells = [
    "import subprocess, time\nchild = subprocess.Popen(['sleep', '600'])\nprint('started', flush=True)",
    "print('a', flush=True)\nwhile True: time.sleep(0.01)",
    "import multiprocessing\npool = multiprocessing.get_context('fork').Pool(2)\nprint('b', flush=True)\npool.map(__import__('time').sleep, [600, 600])",
    "with open('log.txt', 'a') as log: log.write('c')",
  ];

  test.each(["run-started", "queued", "running", "stream", "progress", "output"])(
    "right after %s ends everything within the grace period and keeps what was shown",
    async (moment) => {
      const run = await startCells(cells, 3);
      await run.saw(
        (event) =>
          event.event === moment ||
          (event.event === "cell-state" && event.state === moment) ||
          event.event === "stream",
      );
      await run.cancel(500);
      expect(await run.finished).toBe("cancelled");
      const state = run.events.reduce(applyEvent, emptyRun);
      for (const event of run.events)
        if (event.event === "stream") expect(textOf(state, event.cell)).toContain(event.text);
      expect(Object.values(state.cells).filter((cell) => ["running", "queued"].includes(cell.state))).toEqual([]);
      await expect.poll(() => [...processesOf(run, "worker"), ...processesOf(run, "supervisor")]).toEqual([]);
      await expect.poll(() => sleepersIn(run.folder).filter(runs)).toEqual([]);
    },
  );
});

/** Processes that work in this run's folder: what its cells started. */
function sleepersIn(folder: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => workingDirectory(pid) === folder);
}

function workingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // Gone, or somebody else's.
    return null;
  }
}

function mount(directory: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", directory], { stdio: "ignore" });
    return true;
  } catch {
    // Without the right to mount, a limit on the size of files stands in for the small disk.
    return false;
  }
}

function states(ran: Ran): string[] {
  return ran.texts.map((_, index) => ran.state.cells[`c${index}`]?.state ?? "not-run");
}
