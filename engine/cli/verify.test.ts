import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testPython } from "../testing/test-python.ts";
import { runCommand } from "./testing/run-command.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cellweave-verify-"));
  path = join(folder, "notebook.ipynb");
  process.env.CELLWEAVE_HOME = join(folder, "home");
});
afterEach(async () => {
  delete process.env.CELLWEAVE_HOME;
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

function writeNotebook(sources: readonly string[]): void {
  const cells = sources.map((source, n) => ({
    ...{ cell_type: "code", execution_count: null, id: `c${n}` },
    ...{ metadata: {}, outputs: [], source: source.split(/(?<=\n)/) },
  }));
  writeFileSync(path, `${JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`);
}

const run = (name: string, ...parameters: string[]) => runCommand([name, path, "--python", testPython, ...parameters]);

describe("cellweave verify", () => {
  it("proves a notebook, ends with 0 and writes nothing", async () => {
    writeNotebook(["x = [1]", "y = x\ny.append(2)", "print(x)", "open('made.txt', 'w').write('x')"]);
    const before = readFileSync(path, "utf8");
    const { code, out } = await run("verify");
    expect(out).toMatch(/^Equivalent: 4 cells, 2 variables, [\d.]+ s in order, [\d.]+ s as a flow \([\d.]+×\)\.\n/);
    expect(code).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(before);
    expect(readdirSync(folder).sort()).toEqual(["home", "notebook.ipynb"]);
  });

  it("names the first difference and ends with 1", async () => {
    writeNotebook([
      "import ctypes, os, time\nname = 'fi' + 'le'",
      "time.sleep(0.6)\ndone = ctypes.CDLL(None).creat(name.encode(), 0o644) > 0",
      "time.sleep(0.1)\nthere = getattr(os.path, 'exi' + 'sts')(name)",
    ]);
    const { code, out } = await run("verify", "--parallel", "2");
    expect(code).toBe(1);
    expect(out).toMatch(/^Not equivalent: 3 cells/);
    expect(out).toContain(
      "  cell 3 (time.sleep(0.1)): `there` has another value.\n  in order: bool: True\n  as a flow: bool: False\n",
    );
  });

  it("--json prints the verdict for programs", async () => {
    writeNotebook(["x = 1", "1 / 0"]);
    const { code, out } = await run("verify", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      verdict: "equivalent",
      cells: 2,
      failed: 1,
      variables: 1,
      difference: null,
    });
  });

  it("does not take a file that is no notebook", async () => {
    writeFileSync(path, "nothing");
    const { code, err } = await run("verify");
    expect(code).toBe(2);
    expect(err).toMatch(/CW100\d/);
  });
});

describe("cellweave cache", () => {
  it("tells what runs have stored, clears it and checks it", async () => {
    writeNotebook([
      "import time\ntime.sleep(0.2)\nx = list(range(9))",
      "time.sleep(0.2)\ny = sum(x)",
      "time.sleep(0.2)\nz = len(x)",
    ]);
    await run("run", "--parallel", "2");
    const { out } = await runCommand(["cache", "--json"]);
    const size = JSON.parse(out);
    expect(size.objects).toBeGreaterThan(0);
    expect(size.results).toBeGreaterThan(0);
    expect(await runCommand(["cache", "verify"])).toMatchObject({
      code: 0,
      out: `${size.objects} stored values: all are as they were stored.\n`,
    });
    expect((await runCommand(["cache", "clear", "--unused-for", "1d"])).out).toBe("Dropped 0 stored values, 0 B.\n");
    await runCommand(["cache", "clear"]);
    expect(JSON.parse((await runCommand(["cache", "size", "--json"])).out)).toMatchObject({
      objects: 0,
      bytes: 0,
      results: 0,
    });
  });

  it.each([
    [["cache", "burn"], 'There is no "cache burn"'],
    [["cache", "clear", "--unused-for", "long"], "--unused-for takes a time"],
    [["cache", "size", "--unused-for", "1d"], "--unused-for belongs to clear"],
  ])("%j is bad usage", async (parameters, message) => {
    const { code, err } = await runCommand(parameters);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

it("--force runs everything again and stores the results; --no-cache stores none", async () => {
  writeNotebook(["x = 2", "print(x)"]);
  const states = async (...parameters: string[]) =>
    JSON.parse((await run("run", "--json", ...parameters)).out).cells.map(({ state }: { state: string }) => state);
  expect(await states("--no-cache")).toEqual(["done", "done"]);
  expect(await states("--force")).toEqual(["done", "done"]);
  expect(await states()).toEqual(["cached", "cached"]);
  expect(await states("--force")).toEqual(["done", "done"]);
});

it("a limit of the store that is no size is said, and the run succeeds", async () => {
  writeNotebook(["x = 1"]);
  process.env.CELLWEAVE_CACHE_LIMIT = "much";
  try {
    const { code, err } = await run("run");
    expect(code).toBe(0);
    expect(err).toContain('CW5005 CELLWEAVE_CACHE_LIMIT is "much", which is no size.');
  } finally {
    delete process.env.CELLWEAVE_CACHE_LIMIT;
  }
});
