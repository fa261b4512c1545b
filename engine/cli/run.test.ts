import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testPython, validate } from "../testing/test-python.ts";
import { type Listening, runCommand } from "./testing/run-command.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cellweave-run-"));
  path = join(folder, "notebook.ipynb");
  process.env.CELLWEAVE_HOME = join(folder, "home");
});
afterEach(async () => {
  delete process.env.CELLWEAVE_HOME;
  // What a run learnt is stored after its end: this waits without holding it up.
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

interface StoredCell {
  readonly id?: string;
  readonly source: string | string[];
  readonly execution_count: number | null;
  readonly outputs: readonly { readonly output_type: string; readonly text?: string[]; readonly ename?: string }[];
  readonly metadata: object;
}

const stale = { name: "stdout", output_type: "stream", text: ["stale\n"] };

function writeNotebook(sources: readonly string[], more: { minor?: number; tags?: string[] } = {}): void {
  const { minor = 5, tags } = more;
  const cells = sources.map((source, n) => ({
    ...{ cell_type: "code", execution_count: 9, ...(minor < 5 ? {} : { id: `c${n}` }) },
    ...{ metadata: tags !== undefined && n === 0 ? { tags } : {}, outputs: [stale], source: source.split(/(?<=\n)/) },
  }));
  writeFileSync(path, `${JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: minor }, null, 1)}\n`);
}

function cellsAt(file: string): StoredCell[] {
  return JSON.parse(readFileSync(file, "utf8")).cells;
}

function printed(file: string): string[] {
  const shown = (cell: StoredCell) =>
    cell.outputs.map((output) => output.text?.join("") ?? output.ename ?? "").join("");
  return cellsAt(file).map(shown);
}

function run(parameters: readonly string[] = [], listening: Listening = {}) {
  return runCommand(["run", path, "--python", testPython, ...parameters], listening);
}

describe("a run that succeeds", () => {
  it("writes outputs and counts into the notebook, changes nothing else, and ends with 0", async () => {
    writeNotebook(["x = 2", "print(x + 1)", "x * 21"]);
    const before = readFileSync(path, "utf8");
    const { code, out } = await run();
    expect(out).toMatch(/^Succeeded in .*: 3 done\.\nWritten to .*notebook\.ipynb\n$/);
    expect(code).toBe(0);
    expect(cellsAt(path).map((cell) => [cell.execution_count, cell.outputs])).toEqual([
      [1, []],
      [2, [{ name: "stdout", output_type: "stream", text: ["3\n"] }]],
      [3, [{ data: { "text/plain": ["42"] }, execution_count: 3, metadata: {}, output_type: "execute_result" }]],
    ]);
    const bare = (text: string) => JSON.parse(text).cells.map(({ id, source }: StoredCell) => ({ id, source }));
    expect(bare(readFileSync(path, "utf8"))).toEqual(bare(before));
    expect(validate([readFileSync(path, "utf8")])).toEqual([null]);
    expect(readdirSync(folder).sort()).toEqual(["home", "notebook.ipynb"]);
  });

  it("with -o leaves the notebook as it was", async () => {
    writeNotebook(["print(1)"]);
    const before = readFileSync(path, "utf8");
    const { code } = await run(["-o", join(folder, "out.ipynb")]);
    expect(code).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(before);
    expect(printed(join(folder, "out.ipynb"))).toEqual(["1\n"]);
  });

  it("writes no ids into an older notebook", async () => {
    writeNotebook(["print(1)"], { minor: 4 });
    await run();
    expect(cellsAt(path)[0]).not.toHaveProperty("id");
    expect(printed(path)).toEqual(["1\n"]);
  });

  it("tells each cell that ends on a line of its own where there is no screen", async () => {
    writeNotebook(["x = 1", "print(x)"]);
    const { err } = await run();
    expect(err).toMatch(/^\[\d\/2\] cell 1 \(x = 1\) done in [\d.]+ s$/m);
    expect(err).toMatch(/^\[2\/2\] cell 2 \(print\(x\)\) done in [\d.]+ s$/m);
    expect(err).not.toContain("\r");
  });

  it("writes one line over and over on a screen, never wider than that", async () => {
    writeNotebook(["x = 1", "print(x)"]);
    const { err } = await run([], { columns: 30 });
    const lines = err.split("\r\u001b[2K");
    expect(lines.some((line) => /^2 of 2 cells · /.test(line))).toBe(true);
    expect(lines.filter((line) => line.length >= 30)).toEqual([]);
    expect(lines.at(-1)).toBe("");
  });

  it("--json prints the result for programs and nothing else", async () => {
    writeNotebook(["x = 1"]);
    const { out } = await run(["--json"]);
    expect(JSON.parse(out)).toMatchObject({
      outcome: "succeeded",
      notebook: path,
      output: path,
      python: { path: expect.any(String), version: expect.stringMatching(/^3\./) },
      cells: [{ id: "c0", index: 0, state: "done", reason: "It never ran before.", executionCount: 1 }],
      messages: [],
    });
  });
});

describe("parameters", () => {
  it("are set after the cell tagged parameters, as papermill sets them", async () => {
    writeNotebook(["n = 1\ns = 'a'", "print(n * 2, s)"], { tags: ["parameters"] });
    const out = join(folder, "out.ipynb");
    const { code } = await run(["-o", out, "--param", "n=21", "--param", "s=b"]);
    expect(code).toBe(0);
    expect(printed(out)).toEqual(["", "", "42 b\n"]);
    expect(cellsAt(out)[1]).toMatchObject({
      source: ["# Parameters\n", "n = 21\n", 's = "b"\n'],
      metadata: { tags: ["injected-parameters"] },
    });
    expect(validate([readFileSync(out, "utf8")])).toEqual([null]);
  });

  it("a run of the result with others replaces them", async () => {
    writeNotebook(["n = 1", "print(n)"], { tags: ["parameters"] });
    await run(["--param", "n=2"]);
    await run(["--param", "n=3"]);
    expect(printed(path)).toEqual(["", "", "3\n"]);
  });
});

describe("a cell that fails", () => {
  it("ends with 1; what does not need it runs, what does is skipped and left without outputs", async () => {
    writeNotebook(["1 / 0\nx = 1", "print('independent')", "print(x)"]);
    const { code, out } = await run(["--json"]);
    expect(code).toBe(1);
    expect(printed(path)).toEqual(["ZeroDivisionError", "independent\n", ""]);
    const { outcome, cells } = JSON.parse(out);
    expect(outcome).toBe("failed");
    expect(cells.map(({ state }: { state: string }) => state)).toEqual(["failed", "done", "skipped"]);
    expect(cells[2].reason).toMatch(/cell 1/);
    expect(cellsAt(path)[2]).toMatchObject({ execution_count: null, outputs: [] });
  });

  it("with --stop-on-error ends the run, as Jupyter does", async () => {
    writeNotebook(["1 / 0", "print('never')"]);
    const { code } = await run(["--stop-on-error", "--parallel", "1"]);
    expect(code).toBe(1);
    expect(printed(path)[0]).toBe("ZeroDivisionError");
    expect(printed(path)[1]).not.toContain("never");
  });

  it("is named with its error at the end", async () => {
    writeNotebook(["raise ValueError('no such thing')"]);
    const { out } = await run();
    expect(out).toMatch(/^Failed in .*: 1 failed\.\n {2}cell 1 .*no such thing/);
  });
});

describe("a run that is disturbed", () => {
  it("Ctrl+C ends it with 130 and writes what there is", async () => {
    writeNotebook(["print('first')", "import time\nprint('second', flush=True)\ntime.sleep(600)", "print('third')"]);
    const onErr = (text: string, pressInterrupt: () => void) => {
      if (/cell 1 .* done/.test(text)) pressInterrupt();
    };
    const { code, err } = await run(["--parallel", "1"], { onErr });
    expect(code).toBe(130);
    expect(err).toContain("Stopping the run; press Ctrl+C again to kill what does not stop.");
    expect(printed(path)[0]).toBe("first\n");
  });

  it("a cell that someone changes meanwhile keeps the change; the others take their outputs", async () => {
    writeNotebook(["print('first')", "print('second')"]);
    let changed = false;
    const onErr = () => {
      if (changed) return;
      changed = true;
      writeFileSync(path, readFileSync(path, "utf8").replace("print('second')", "print('changed')"));
    };
    const { err } = await run([], { onErr });
    expect(changed).toBe(true);
    expect(err).toContain("CW9004 1 cell was changed");
    expect(printed(path)).toEqual(["first\n", "stale\n"]);
    expect(cellsAt(path)[1]?.source).toEqual(["print('changed')"]);
  });
});
