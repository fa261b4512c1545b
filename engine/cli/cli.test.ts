import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commands } from "../cli.ts";
import { readSample, samplesFolder } from "../testing/samples.ts";
import { runCommand } from "./testing/run-command.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cellweave-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function notebookOf(...sources: readonly string[]): string {
  const path = join(folder, "notebook.ipynb");
  const cells = sources.map((source, n) => ({
    ...{ cell_type: "code", execution_count: null, id: `c${n}`, metadata: {}, outputs: [] },
    source,
  }));
  writeFileSync(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1));
  return path;
}

describe("help", () => {
  it("lists every command and teaches by examples and exit codes", async () => {
    const { code, out } = await runCommand(["--help"]);
    expect(code).toBe(0);
    for (const name of Object.keys(commands)) expect(out).toContain(`\n  ${name}`);
    expect(out).toContain("Examples:");
    expect(out).toContain("Exit codes:");
    expect(await runCommand([])).toEqual({ code, out, err: "" });
  });

  it.each(Object.keys(commands))("of %s tells its usage, from either side", async (name) => {
    const asked = await runCommand([name, "--help"]);
    expect(asked.code).toBe(0);
    expect(asked.out).toContain(`Usage: cellweave ${name} `);
    expect(await runCommand(["help", name])).toEqual(asked);
  });

  it("tells the version", async () => {
    expect((await runCommand(["--version"])).out).toMatch(/^cellweave \d+\.\d+\.\d+\n$/);
  });
});

describe("bad usage and input end with 2 and a coded message", () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [["frobnicate"], 'There is no command "frobnicate". (CW9001)'],
    [["--frobnicate"], "There is no option --frobnicate. (CW9001)"],
    [["graph"], "Name a notebook. (CW9001)"],
    [["graph", "a.ipynb", "b.ipynb"], "Name one notebook, not 2. (CW9001)"],
    [["graph", "a.ipynb", "--nonsense"], "Unknown option '--nonsense'. (CW9001)"],
    [["graph", "no-such.ipynb"], "no-such.ipynb does not exist. (CW1009)"],
    [["plan", join(samplesFolder, "refused", "format-3.ipynb")], "(CW1003)"],
    [["graph", join(samplesFolder, "refused", "latin-1.ipynb")], "(CW1004)"],
    [["graph", samplesFolder], "is a folder. (CW1009)"],
    [["check"], "Name a notebook or a folder. (CW9001)"],
    [["check", "no-such"], "no-such does not exist. (CW1009)"],
    [["run", "a.ipynb", "--parallel", "none"], '--parallel takes a whole number from 1 up, not "none". (CW9001)'],
    [["run", "no-such.ipynb", "--param", "x"], "(CW1009)"],
    [["run", join(samplesFolder, "jupyter.ipynb"), "--param", "x"], '--param takes name=value, not "x". (CW9001)'],
    [
      ["run", join(samplesFolder, "jupyter.ipynb"), "--param", "a-b=1"],
      '"a-b" is not the name of a variable. (CW9001)',
    ],
    [["run", join(samplesFolder, "jupyter.ipynb"), "--python", "/no/python"], "(CW9002)"],
    [["serve", "a", "b"], "Name one folder or notebook, not 2. (CW9001)"],
  ];
  it.each(cases)("%j", async (parameters, message) => {
    const { code, out, err } = await runCommand(parameters);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });
});

describe("graph", () => {
  it("--json has the promised members and no others", async () => {
    const { code, out } = await runCommand(["graph", notebookOf("x = 1", "print(x)"), "--json"]);
    expect(code).toBe(0);
    const graph = JSON.parse(out);
    expect(Object.keys(graph)).toEqual(["cells", "edges", "diagnostics"]);
    const keys = "id index reads writes maybeWrites deletes mutates maybeMutates deferred effects".split(" ");
    for (const cell of graph.cells) expect(Object.keys(cell)).toEqual(keys);
    expect(graph.cells[0]).toMatchObject({ id: "c0", index: 0, reads: [], writes: ["x"] });
    expect(graph.edges).toEqual([
      { from: "c0", to: "c1", variables: ["x"], certain: true, why: "`x` is defined in cell 1 and read in cell 2." },
    ]);
  });

  it("tells problems with code, severity, place and remedy", async () => {
    const { out } = await runCommand(["graph", notebookOf("def f(:"), "--json"]);
    const [diagnostic] = JSON.parse(out).diagnostics;
    expect(Object.keys(diagnostic)).toEqual(["code", "severity", "cell", "message", "hint", "range"]);
    expect(diagnostic).toMatchObject({ severity: "error", cell: "c0", range: { start: { line: 1 } } });
  });

  it("without --json is a table that a terminal can show, whatever the cells hold", async () => {
    const { out } = await runCommand(["graph", notebookOf("x = 1  # \u001b[2J\u0007", "print(x)")]);
    expect(out).toContain("`x` is defined in cell 1 and read in cell 2.");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

it("plan tells the steps, their cells and what they take", async () => {
  const path = notebookOf("x = 1", "y = x + 1", "print(y)");
  const { steps } = JSON.parse((await runCommand(["plan", path, "--json"])).out);
  expect(steps.flatMap((step: { cells: object[] }) => step.cells)).toEqual([
    { id: "c0", index: 0 },
    { id: "c1", index: 1 },
    { id: "c2", index: 2 },
  ]);
  expect((await runCommand(["plan", path])).out).toContain("on local");
});

describe("check", () => {
  it("proves all the samples, one line a file, and totals", async () => {
    cpSync(samplesFolder, folder, { recursive: true });
    rmSync(join(folder, "refused"), { recursive: true });
    const { code, out } = await runCommand(["check", folder]);
    expect(out.match(/^FAIL.*$/gm) ?? []).toEqual([]);
    expect(out).toMatch(/\n\d+ notebooks, \d+ cells: all hold, [\d.]+ s \([\d,]+ cells a second\)\n$/);
    expect(code).toBe(0);
  });

  it("tells which file does not hold, and why, and goes on", async () => {
    const good = notebookOf("x = 1");
    const bad = join(samplesFolder, "refused", "truncated.ipynb");
    const { code, out } = await runCommand(["check", bad, good]);
    expect(code).toBe(1);
    expect(out).toContain(`FAIL  ${bad}: CW1001 The file is not valid JSON`);
    expect(out).toContain(`ok    ${good}: 1 cell, 0 edges`);
    expect(out).toContain("2 notebooks, 1 cell: 1 failed");
  });

  it("--json is one object a line, totals last", async () => {
    const { out } = await runCommand(["check", "--json", notebookOf("x = 1", "x")]);
    const lines = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { holds: true, cells: 2, edges: 1, reason: null },
      { files: 1, failed: 0, cells: 2 },
    ]);
  });

  it("leaves hidden folders out", async () => {
    cpSync(samplesFolder, join(folder, ".ipynb_checkpoints"), { recursive: true });
    expect((await runCommand(["check", folder])).out).toMatch(/^0 notebooks, 0 cells: all hold/);
  });
});

it("reading changes no file", async () => {
  const path = join(folder, "copy.ipynb");
  writeFileSync(path, readSample("hand-made.ipynb"));
  for (const name of ["graph", "plan", "check"]) await runCommand([name, path]);
  expect(readFileSync(path, "utf8")).toBe(readSample("hand-made.ipynb"));
});
