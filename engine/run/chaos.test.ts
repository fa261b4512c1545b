import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyEvent, emptyRun } from "../model/apply-event.ts";
import type { RunEvent, RunState } from "../model/run.ts";
import { runnerPath } from "./start-run.ts";
import { runInOrder, type Started, startCells, textOf } from "./testing/run-cells.ts";
import { kinds, processesOf, runs } from "./testing/run-processes.ts";

/** Branches that take some time, change shared values, draw, and write down that they ran. */
const cells = [
  "import time, random\nrandom.seed(4)\ndef work(n):\n    time.sleep(0.05)\n    return n",
  "x = list(range(50))",
  "time.sleep(0.15)\na = sum(x)\nprint(a)",
  "time.sleep(0.1)\nb = max(x)\nx.append(99)\nprint(b, len(x))",
  "c = len(x)\nprint(c)",
  "with open('log.txt', 'a') as log:\n    log.write('5')\nd = work(a)\nprint(d)",
  "with open('log.txt', 'a') as log:\n    log.write('6')\ne = work(b)\nprint(e, random.random())",
  "time.sleep(0.1)\nprint(a + b + c)",
  "print(d, e, random.random())",
  "with open('log.txt', 'a') as log:\n    log.write('9')\nf = d + e\nprint(f)",
  "with open('log.txt', 'a') as log:\n    log.write('A')\nprint(f + 1)",
  // Leaves, where nobody expects it, what cannot leave its process.
  "import sys\nhere = sys.modules['__main__']\nwith open('log.txt', 'a') as log:\n    log.write('B')\nsetattr(here, 'str' + 'eam', (n * n for n in range(9)))",
  "time.sleep(0.1)\nprint(next(getattr(here, 'str' + 'eam')))",
];
/** What each cell that cannot be taken back leaves in the file. */
const logged = { 5: "5", 6: "6", 9: "9", 10: "A", 11: "B" } as const;
const longestMilliseconds = 1200;
const rounds = Number(process.env.CELLWEAVE_CHAOS ?? 12);
const resumes = Number(process.env.CELLWEAVE_CHAOS_RESUMES ?? 6);
const firstSeed = Number(process.env.CELLWEAVE_CHAOS_SEED ?? 1);

const expected = runInOrder(cells, mkdtempSync(join(tmpdir(), "cellweave-oracle-")));

describe("kill -9 of one process at a random moment", () => {
  test.each(Array.from({ length: rounds }, (_, round) => firstSeed + round))("seed %i", { retry: 0 }, async (seed) => {
    const random = generator(seed);
    const kind = kinds[Math.floor(random() * kinds.length)] ?? "worker";
    const run = await startCells(cells, 2);
    const killed = killSoon(run, kind, random);
    await run.finished;
    const told = { seed, kind, killed: killed.stop() };
    const state = run.events.reduce(applyEvent, emptyRun);
    expect({ ...told, wrong: wrongIn(state, expected, run.folder) }).toEqual({ ...told, wrong: [] });
    await expect.poll(() => [...processesOf(run, "worker"), ...processesOf(run, "supervisor")]).toEqual([]);
  });
});

describe("kill -9 of the server, once or twice, and a resumed run", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  // Inside the repository, so that what it imports is found.
  const script = join(root, "node_modules", ".cache", `cellweave-chaos-${process.pid}`, "run-script.js");
  beforeAll(async () => {
    const entryPoints = [join(root, "engine", "run", "testing", "run-script.ts")];
    const shared = { bundle: true, platform: "node", format: "esm", target: "node20" } as const;
    await build({ ...shared, plugins: [foreignPackages], entryPoints, outfile: script });
  });
  afterAll(() => rmSync(dirname(script), { recursive: true, force: true }));

  test.each(Array.from({ length: resumes }, (_, round) => firstSeed + round))("seed %i", { retry: 0 }, async (seed) => {
    const random = generator(seed);
    const home = mkdtempSync(join(tmpdir(), "cellweave-home-"));
    const folder = mkdtempSync(join(tmpdir(), "cellweave-folder-"));
    writeFileSync(join(folder, "cells.json"), JSON.stringify(cells));
    const serve = (verb: "start" | "resume") =>
      spawn(process.execPath, [script, home, folder, "run", verb], {
        stdio: ["ignore", "inherit", "inherit"],
        env: { ...process.env, CELLWEAVE_RUNNER: runnerPath() },
      });
    const first = serve("start");
    await expect.poll(() => existsSync(join(home, "runs", "run", "run.json")), { timeout: 30_000 }).toBe(true);
    await killAfter(first, random() * longestMilliseconds);
    if (random() < 0.5) await killAfter(serve("resume"), random() * 2 * longestMilliseconds);
    const [code] = await once(serve("resume"), "exit");
    const events = JSON.parse(readFileSync(join(folder, "events.json"), "utf8")) as RunEvent[];
    const state = events.reduce(applyEvent, emptyRun);
    const notDone = cells.flatMap((_, index) => (state.cells[`c${index}`]?.state === "done" ? [] : [`c${index}`]));
    const log = [...readFileSync(join(folder, "log.txt"), "utf8")].sort().join("");
    expect({ seed, code, notDone, log, wrong: wrongIn(state, expected, folder) }).toEqual({
      seed,
      code: 0,
      notDone: [],
      log: Object.values(logged).join(""),
      wrong: [],
    });
    await expect
      .poll(() => [...processesOf({ id: "run", home }, "worker"), ...processesOf({ id: "run", home }, "supervisor")])
      .toEqual([]);
  });
});

/** Only our own packages are TypeScript, so only they are put into the bundle. */
const foreignPackages: Plugin = {
  name: "foreign-packages",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || path.startsWith("@cellweave/") ? undefined : { path, external: true },
    );
  },
};

async function killAfter(server: ChildProcess, milliseconds: number): Promise<void> {
  const ended = once(server, "exit");
  const timer = setTimeout(() => server.kill("SIGKILL"), milliseconds);
  await ended;
  clearTimeout(timer);
}

/** Kills one process of the kind at a random moment, as soon as there is one from then on. */
function killSoon(run: Started, kind: (typeof kinds)[number], random: () => number) {
  let killed = false;
  let timer = setTimeout(kill, random() * longestMilliseconds);
  function kill() {
    const candidates = processesOf(run, kind);
    const pid = candidates[Math.floor(random() * candidates.length)];
    if (pid !== undefined && runs(pid)) {
      killed = true;
      process.kill(pid, "SIGKILL");
    } else timer = setTimeout(kill, 5);
  }
  return {
    stop: () => {
      clearTimeout(timer);
      return killed;
    },
  };
}

/** What is not as it would be in order: a cell that failed must say that Python died, and only such explain a skip. */
function wrongIn(state: RunState, expected: readonly string[], folder: string): string[] {
  const log = existsSync(join(folder, "log.txt")) ? readFileSync(join(folder, "log.txt"), "utf8") : "";
  return expected.flatMap((text, index) => {
    const cell = state.cells[`c${index}`];
    const shown = textOf(state, `c${index}`);
    const mark = logged[index as keyof typeof logged];
    const times = mark ? log.split(mark).length - 1 : 0;
    if (times > 1) return [`c${index} ran ${times} times`];
    if (cell?.state === "done" && mark && times !== 1) return [`c${index} is done and did not write`];
    if (cell?.state === "done") return shown === text ? [] : [`c${index} showed ${JSON.stringify(shown)}`];
    if (cell?.state === "failed") return shown.includes("PythonDied") ? [] : [`c${index} failed: ${shown}`];
    if (cell?.state === "skipped")
      return cell.reason?.startsWith("Skipped because") ? [] : [`c${index} was skipped: ${cell.reason}`];
    return [`c${index} is ${cell?.state}`];
  });
}

/** Numbers between 0 and 1 that are the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 4294967296;
  };
}
