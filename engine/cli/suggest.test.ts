import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { codeHash } from "../python/code-hash.ts";
import { observedPath } from "../run/start-run.ts";
import { runCommand } from "./testing/run-command.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cellweave-suggest-"));
  vi.stubEnv("CELLWEAVE_HOME", join(folder, "home"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function notebookOf(...sources: readonly string[]): string {
  const path = join(folder, "notebook.ipynb");
  const cells = sources.map((source, n) => ({
    ...{ cell_type: "code", execution_count: null, id: `c${n}`, metadata: {}, outputs: [] },
    source,
  }));
  writeFileSync(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1));
  return path;
}

const work = "def work(n):\n    return sum(range(n))";
const loop = "rows = []\ntotal = 0\nfor n in range(8):\n    rows.append(work(n))  # kept\n    total += n";
const carried = "best = 0\nfor n in range(8):\n    score = work(n)\n    if score > best:\n        best = score";

it("tells what could run apart, why, what it gains and how it is written", async () => {
  const path = notebookOf(work, loop);
  const observed = observedPath(join(folder, "home"), path);
  mkdirSync(dirname(observed), { recursive: true });
  writeFileSync(observed, JSON.stringify({ [codeHash(loop)]: { seconds: 40 } }));
  const { code, out, err } = await runCommand(["suggest", path, "--parallel", "4"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toBe(`Cell 2, line 3, a loop: for n in range(8):
  Can run apart: No iteration needs what another one leaves, so they can run at the same time; \`rows\` is gathered and \`total\` is brought together by \`+\`, in the order of the items.
  Gain: 40 s now, about 10 s with 4 processes.
  Runs so by itself with \`cellweave run\`.
  Written by hand:
    + import cellweave as cw
      rows = []
      total = 0
    - for n in range(8):
    + for n in cw.each(range(8), gather={"rows": list}, reduce={"total": "+"}):
          rows.append(work(n))  # kept

1 can run apart, 0 cannot.
`);
});

it("names what stands in the way, the line and what helps", async () => {
  const { out } = await runCommand(["suggest", notebookOf(work, carried)]);
  expect(out).toBe(`Cell 2, line 2, a loop: for n in range(8):
  Stays in order: \`best\` is carried from one iteration to the next by line 5: line 4 reads what an earlier iteration left.
  What helps: Write \`best = max(best, score)\`.

0 can run apart, 1 cannot.
`);
});

it("says so when there is nothing to find", async () => {
  const { code, out } = await runCommand(["suggest", notebookOf("a = 1", "print(a)")]);
  expect({ code, out }).toEqual({
    code: 0,
    out: "No cell holds a loop or parts that are worth running at the same time.\n",
  });
});

it("prints the same for programs, and leaves the notebook as it is", async () => {
  const path = notebookOf(work, loop, carried);
  const before = readFileSync(path, "utf8");
  const { suggestions } = JSON.parse((await runCommand(["suggest", path, "--json"])).out);
  expect(suggestions).toMatchObject([
    { kind: "possible", cell: "c1", skeleton: "each", gain: null, automatic: true },
    { kind: "blocked", cell: "c2", skeleton: "each", name: "best", line: 5 },
  ]);
  expect(readFileSync(path, "utf8")).toBe(before);
});
