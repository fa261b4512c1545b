import fc from "fast-check";
import { expect, test } from "vitest";
import { compileWithScatters } from "../../compile-with-scatters.ts";
import { flowOf, testParser } from "../../run/testing/run-cells.ts";
import type { Exported } from "../exporter.ts";
import { exporters } from "../index.ts";

const parser = await testParser();

function render(sources: readonly string[]): Exported {
  const compiled = compileWithScatters(flowOf(sources), { parser });
  return exporters.cwl.render({ ...compiled, name: "test", parser, support: { "harness.py": "" } });
}

interface Port {
  readonly id: string;
  readonly source?: string;
}
interface Node {
  readonly class: string;
  readonly id: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly (Port & { readonly outputSource?: string })[];
  readonly steps?: readonly {
    readonly id: string;
    readonly run: string;
    readonly in: readonly Port[];
    readonly out: string[];
    readonly scatter?: readonly string[];
    readonly scatterMethod?: string;
  }[];
}

function graphOf({ files }: Exported): readonly Node[] {
  const file = files.find(({ path }) => path === "workflow.cwl");
  return JSON.parse(file && "text" in file ? file.text : "{}").$graph;
}

/** Everything that a reader of CWL would refuse. */
function problems(exported: Exported): string[] {
  const graph = graphOf(exported);
  const tools = new Map(graph.filter((node) => node.class === "CommandLineTool").map((node) => [`#${node.id}`, node]));
  const workflow = graph.find((node) => node.class === "Workflow") as Node;
  const found: string[] = [];
  for (const node of graph) {
    const ids = [...node.inputs, ...node.outputs].map(({ id }) => id);
    if (new Set(ids).size < ids.length) found.push(`${node.id} has a port twice`);
    for (const id of [node.id, ...ids]) if (!/^[A-Za-z0-9_]+$/.test(id)) found.push(`${id} is no name`);
  }
  const sources = new Set([
    ...workflow.inputs.map(({ id }) => id),
    ...(workflow.steps ?? []).flatMap((step) => step.out.map((out) => `${step.id}/${out}`)),
  ]);
  for (const step of workflow.steps ?? []) {
    const tool = tools.get(step.run);
    for (const { id, source } of step.in) {
      if (!sources.has(source ?? "")) found.push(`${step.id} takes ${source}, which nobody gives`);
      if (!tool?.inputs.some((input) => input.id === id)) found.push(`${step.id} has no ${id}`);
    }
    for (const id of step.scatter ?? [])
      if (!step.in.some((port) => port.id === id))
        found.push(`${step.id} is scattered over ${id}, which it does not take`);
    for (const out of step.out)
      if (!tool?.outputs.some(({ id }) => id === out)) found.push(`${step.id} gives no ${out}`);
  }
  for (const { outputSource } of workflow.outputs)
    if (!sources.has(outputSource ?? "")) found.push(`nobody gives ${outputSource}`);
  return found;
}

const names = fc.constantFrom("a", "é", "变量", "_x", "log", "shown", "in_a", "cw_step", "Größe", "A", "file_1");
const texts = fc.constantFrom(`"$x $\{y} {z}"`, "'a\\'b'", '"""l1\nl2"""', "b'\\x00'", "f'{1}$'", "r'\\d'", "[1]");
const cell = fc.tuple(names, fc.option(names), texts, fc.boolean()).map(([name, other, text, mutates]) => {
  const use = other === null ? text : `[${other}, ${text}]`;
  return mutates
    ? `${name} = ${use}\n${name}.append(1)\nimport time; time.sleep(1)`
    : `import time; time.sleep(1)\n${name} = ${use}`;
});

const calls = fc.constantFrom(
  "cw.map(abs, $)",
  "cw.zip(max, $, $)",
  "cw.product(lambda a, b: (a, b), $, 'x,y$')",
  "cw.product(pow, *[$, $])",
  "cw.reduce(max, $)",
  "sorted(cw.map(abs, $))",
);
const skeletonCell = fc.tuple(names, calls, texts, names, fc.boolean()).map(([name, call, text, after, whole]) => {
  const line = `${name} = ${call.replaceAll("$", () => `[${text}]`)}`;
  return whole ? line : `import cellweave as cw\n${line}; pass\n${after} = str(${name})`;
});

test("generated flows with skeletons and awkward names become workflows without a loose end", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(cell, skeletonCell), { minLength: 1, maxLength: 8 }), (cells) => {
      expect(problems(render(["import cellweave as cw", ...cells]))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test("a skeleton becomes three steps: its items, some of them in each of many, and what comes of all", () => {
  const cells = ["import cellweave as cw", "xs = [1, 2]\ngrid = cw.product(pow, xs, [3, 4])\ntotal = sum(grid)"];
  const workflow = graphOf(render(cells)).find((node) => node.class === "Workflow");
  const told = workflow?.steps?.map(({ id, scatter, scatterMethod }) => [id, scatter ?? [], scatterMethod ?? ""]);
  expect(told?.slice(-4)).toEqual([
    ["03_grid_items", [], ""],
    ["03_grid_each", ["piece_1", "piece_2"], "flat_crossproduct"],
    ["03_grid", [], ""],
    ["04_total", [], ""],
  ]);
});

test("what a task asks for is asked of the tools that run its items", () => {
  const cells = [
    "import cellweave as cw\n@cw.task(cpus=2, memory='1Gi', gpus=1, time='2m', packages=['rich'], image='python:3.12')\ndef f(x):\n    return x",
    "ys = f.map([1, 2])",
  ];
  const each = graphOf(render(cells)).find(({ id }) => id.endsWith("_each"));
  expect(each).toMatchObject({
    requirements: [
      { class: "ResourceRequirement", coresMin: 2, ramMin: 1024 },
      { class: "ToolTimeLimit", timelimit: 120 },
    ],
    hints: [
      { class: "DockerRequirement", dockerPull: "python:3.12" },
      { class: "cwltool:CUDARequirement", cudaDeviceCountMin: 1 },
      { class: "SoftwareRequirement", packages: [{ package: "rich" }] },
    ],
  });
});

test("generated flows with awkward names and texts become workflows without a loose end", () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 12 }), (cells) => {
      expect(problems(render(cells))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("code stands in files of its own, never in the workflow", () => {
  const source = `x = '$\{danger} $(danger)'`;
  const exported = render([source]);
  const [workflow] = exported.files;
  expect(workflow && "text" in workflow && workflow.text).not.toContain("danger");
  const step = exported.files.find(({ path }) => path.startsWith("steps/"));
  expect(step && "text" in step && step.text).toContain(source);
});

test("a cell may hold what looks like the mark between cells", () => {
  const exported = render(["x = '''\n#=== cell {}\n'''"]);
  const step = exported.files.find(({ path }) => path.startsWith("steps/"));
  expect(step && "text" in step && step.text.split("\n")[0]).toMatch(/#====$/);
});
