import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { compile, parseNotebook } from "./compile.ts";
import type { CompiledSource } from "./model/skeleton.ts";
import { testParser } from "./run/testing/run-cells.ts";

const samples = join(dirname(fileURLToPath(import.meta.url)), "samples");
const cases = readdirSync(samples).filter((name) => existsSync(join(samples, name, "input.ipynb")));

test.each(cases)("%s compiles to the graph, the plan and the diagnostics on record", async (name) => {
  const parser = await testParser();
  const parsed = parseNotebook(readFileSync(join(samples, name, "input.ipynb"), "utf8"));
  const { graph, plan, diagnostics } = compile(parsed.flow, { parser });
  const edges = graph.edges.map(({ from, to, variables, kind, certain, why }) => ({
    from,
    to,
    variables,
    kind,
    certain,
    why,
  }));
  const steps = plan.steps.map((step) => ({ ...step, parts: step.parts.map((part) => part.cell) }));
  expect({ edges }).toEqual(onRecord(name, "graph.json", { edges }));
  expect({ ...plan, steps }).toEqual(onRecord(name, "plan.json", { ...plan, steps }));
  expect(diagnostics).toEqual(onRecord(name, "diagnostics.json", diagnostics));
  const parallel = plan.steps
    .flatMap(({ parts }) => parts)
    .filter(({ compiled, constructs }) => compiled !== null || constructs.length > 0)
    .map(({ source: _source, compiled, ...part }) => ({ ...part, compiled: compiled && numbered(compiled) }));
  expect(parallel).toEqual(onRecord(name, "parallel.json", parallel));
});

/** Each line of the compiled text after the author's line that it stands for. */
function numbered({ source, lines }: CompiledSource): string[] {
  const texts = source.replace(/\n$/, "").split("\n");
  return texts.map((text, at) => `${lines[at]}| ${text}`);
}

/** What is expected; with UPDATE=1 what was found becomes what is expected. */
function onRecord(name: string, file: string, found: unknown): unknown {
  const path = join(samples, name, "expected", file);
  if (process.env.UPDATE === "1") {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(found, null, 2)}\n`);
  }
  return JSON.parse(readFileSync(path, "utf8"));
}
