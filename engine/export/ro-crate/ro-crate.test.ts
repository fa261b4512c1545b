import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../compile.ts";
import type { JobEvent } from "../../model/job.ts";
import { flowOf, testParser, testPython } from "../../run/testing/run-cells.ts";
import type { CrateInput, RunJob } from "./crate-input.ts";
import { roCrate } from "./ro-crate.ts";

const parser = await testParser();

/** A run of cells, with one job for each step. */
function crateOf(sources: readonly string[], change: Partial<CrateInput> = {}) {
  const flow = flowOf(sources);
  const compiled = compile(flow, { parser });
  const jobs = compiled.plan.steps.map(({ id, parts }, at): RunJob => {
    const digest = String(at).repeat(64).slice(0, 64);
    const names = parts.map(({ cell }) => `left by ${cell}`);
    const summaries = Object.fromEntries(names.map((name) => [name, `"${name}" <é>`]));
    const origins = Object.fromEntries(names.map((name, place) => [name, parts[place]?.cell ?? ""]));
    const cells = parts.map(({ cell, source }) => ({
      ...{ id: cell, source, executionCount: 1, needs: [], gate: false, inputs: [], preload: [] },
    }));
    const events: JobEvent[] = [
      { at: 1000 + at, event: "started", pid: 1, python: "3.11.7", ipython: null },
      { at: 1001 + at, event: "output", artifact: { names, digest, size: 1, summaries }, origins },
      { at: 1002 + at, event: "finished", state: "succeeded" },
    ];
    const job = {
      ...{ version: 1 as const, key: `k${at}`, run: "r", step: id, directory: "/", objects: "/", prelude: [], cells },
      ...{ wanted: [], stopOnError: false, guard: true },
    };
    return { job, events, cancelled: false };
  });
  return roCrate({
    ...{ ...compiled, name: "Größe $x", parser, support: {}, files: new Map(), outputs: new Map() },
    ...{ person: "A. Person", license: null, version: "1.0.0" },
    run: {
      ...{ id: "r", notebookPath: "/n.ipynb", flow, python: testPython, parallel: 2, jobs },
      ...{ request: { notebook: "n.ipynb", scope: { kind: "all" } }, startedAt: 1000, finishedAt: 2000 },
      outcome: "succeeded",
    },
    ...change,
  });
}

interface Entity {
  readonly "@id": string;
  readonly "@type": string | readonly string[];
  readonly [member: string]: unknown;
}

function graphOf({ files }: ReturnType<typeof roCrate>): readonly Entity[] {
  const file = files.find(({ path }) => path === "ro-crate-metadata.json");
  return JSON.parse(file && "text" in file ? file.text : "{}")["@graph"];
}

/** References of entities within the crate to what is not in it, and files that nobody tells of. */
function problems(exported: ReturnType<typeof roCrate>): string[] {
  const graph = graphOf(exported);
  const ids = graph.map((entity) => entity["@id"]);
  const found = ids.filter((id, at) => ids.indexOf(id) < at).map((id) => `${id} is there twice`);
  const follow = (value: unknown, from: string): void => {
    if (Array.isArray(value)) for (const one of value) follow(one, from);
    else if (value !== null && typeof value === "object") {
      const id = (value as { "@id"?: string })["@id"] ?? "";
      if (!/^https?:/.test(id) && !ids.includes(id)) found.push(`${from} names ${id}, which is not there`);
    }
  };
  for (const entity of graph) for (const member of Object.values(entity)) follow(member, entity["@id"]);
  for (const { path } of exported.files) {
    const id = path.split("/").map(encodeURIComponent).join("/");
    if (!ids.includes(id)) found.push(`nobody tells of ${path}`);
  }
  return found;
}

const names = fc.constantFrom("a", "é", "变量", "_x", "Größe", "A", "file_1");
const texts = fc.constantFrom(`"$x $\{y} {z}"`, "'a\\'b'", '"""l1\nl2"""', "open('in put #1.csv').read()", "[1]");
const cell = fc
  .tuple(names, fc.option(names), texts)
  .map(
    ([name, other, text]) => `import time; time.sleep(1)\n${name} = ${other === null ? text : `[${other}, ${text}]`}`,
  );

test("runs of generated flows with awkward names become crates without a loose end", () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 10 }), (cells) => {
      expect(problems(crateOf(cells))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test("a file that was changed after the run is told of, and one that is gone is no part of the crate", () => {
  const source = "import time; time.sleep(1)\nx = open('a.csv').read()\ny = open('b.csv').read()";
  const files = new Map([["a.csv", { bytes: 3, sha256: "0".repeat(64), changedAt: 3000 }]]);
  const exported = crateOf([source], { files });
  expect(problems(exported)).toEqual([]);
  expect(exported.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "CW3942 `a.csv` was changed after the run, so the crate holds it as it is now.",
    "CW3942 `b.csv` is gone, so the crate only names it.",
  ]);
  expect(exported.files.map(({ path }) => path)).toContain("a.csv");
  expect(exported.files.map(({ path }) => path)).not.toContain("b.csv");
});

test("who ran it and under which licence is told only where it is known", () => {
  const open = graphOf(crateOf(["x = 1"], { person: null, license: "https://spdx.org/licenses/MIT" }));
  expect(open.some((entity) => entity["@type"] === "Person")).toBe(false);
  expect(open.find((entity) => entity["@id"] === "./")?.license).toEqual({ "@id": "https://spdx.org/licenses/MIT" });
});
