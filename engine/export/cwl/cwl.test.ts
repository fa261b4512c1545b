import fc from "fast-check";
import { expect, test } from "vitest";
import { compileWithScatters } from "../../compile-with-scatters.ts";
import { flowOf, testParser } from "../../run/testing/run-cells.ts";
import type { Exported } from "../exporter.ts";
import { exporters } from "../index.ts";

const parser = await testParser();

/** The first cell is the one of the parameters where `parameters` says so. */
function render(sources: readonly string[], parameters = false): Exported {
  const flow = flowOf(sources);
  const [first, ...others] = flow.cells;
  const tagged = first && parameters ? [{ ...first, metadata: { tags: ["parameters"] } }, ...others] : flow.cells;
  const compiled = compileWithScatters({ ...flow, cells: tagged }, { parser });
  return exporters.cwl.render({ ...compiled, name: "test", parser, support: { "harness.py": "" } });
}

interface Port {
  readonly id: string;
  readonly type?: unknown;
  readonly source?: string | readonly string[];
  readonly pickValue?: string;
}
interface Node {
  readonly class: string;
  readonly id: string;
  readonly inputs: readonly Port[];
  readonly requirements?: readonly { readonly class: string }[];
  readonly outputs: readonly (Port & { readonly outputSource?: string | readonly string[] })[];
  readonly steps?: readonly {
    readonly id: string;
    readonly run: string;
    readonly in: readonly Port[];
    readonly out: string[];
    readonly scatter?: readonly string[];
    readonly scatterMethod?: string;
    readonly when?: string;
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
    for (const { id, source, pickValue } of step.in) {
      for (const one of [source ?? ""].flat())
        if (!sources.has(one)) found.push(`${step.id} takes ${one}, which nobody gives`);
      if (Array.isArray(source) !== (pickValue !== undefined)) found.push(`${step.id} takes a list of ${id}`);
      if (!tool?.inputs.some((input) => input.id === id)) found.push(`${step.id} has no ${id}`);
    }
    for (const id of step.scatter ?? [])
      if (!step.in.some((port) => port.id === id))
        found.push(`${step.id} is scattered over ${id}, which it does not take`);
    for (const out of step.out)
      if (!tool?.outputs.some(({ id }) => id === out)) found.push(`${step.id} gives no ${out}`);
  }
  for (const { outputSource } of workflow.outputs)
    for (const one of [outputSource ?? ""].flat()) if (!sources.has(one)) found.push(`nobody gives ${one}`);
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

const setting = 'flag = True\nn = 3\nrate = 0.5\nmode = "a"\nxs = [1]';

const whens: readonly (readonly [cell: string, when: string | undefined])[] = [
  ["if flag:\n    y = 1", "$(inputs.parameter_flag)"],
  ["# Why\nif flag:\n    !ls\n# So.", "$(inputs.parameter_flag)"],
  ["if not flag:\n    y = 1", "$(!inputs.parameter_flag)"],
  ["if flag is not True:\n    y = 1", "$(inputs.parameter_flag !== true)"],
  ["if n: y = 1", "$(inputs.parameter_n !== 0)"],
  ["if not rate: y = 1", "$(inputs.parameter_rate === 0)"],
  ["if n >= -2.5: y = 1", "$(inputs.parameter_n >= -2.5)"],
  ["if mode: y = 1", '$(inputs.parameter_mode !== "")'],
  ["if mode != 'é b': y = 1", '$(inputs.parameter_mode !== "é b")'],
  // Python and JavaScript differ, or could.
  ["if mode < 'b': y = 1", undefined],
  ["if n == '3': y = 1", undefined],
  ["if flag == 1: y = 1", undefined],
  ["if n is 3: y = 1", undefined],
  ["if n < 1000000000000000000: y = 1", undefined],
  ["if xs: y = 1", undefined],
  ["if mode == '\")': y = 1", undefined],
  // What is left out would be more, or less, than the condition says.
  ["if flag:\n    y = 1\nelse:\n    y = 2", undefined],
  ["if flag:\n    y = 1\nelif n:\n    y = 2", undefined],
  ["import os\nif flag:\n    y = 1", undefined],
  ["%%time\nif flag:\n    y = 1", undefined],
  ["if flag:\n    del z", undefined],
  ["if flag:\n    exec('y = 1')", undefined],
  ["if 1 < n < 4: y = 1", undefined],
  ["if n > z: y = 1", undefined],
  ["if z: y = 1", undefined],
  ["if flag(): y = 1", undefined],
];

test.each(whens)("the `when` of a cell %j is %s", (cell, when) => {
  const exported = render([setting, "import time; time.sleep(1)\nz = 1", cell, "time.sleep(1)\nprint(z)"], true);
  const steps = graphOf(exported).find((node) => node.class === "Workflow")?.steps ?? [];
  expect(steps.flatMap((step) => step.when ?? [])).toEqual(when === undefined ? [] : [when]);
  expect(problems(exported)).toEqual([]);
});

test("a parameter that a cell before the condition may change decides nothing", () => {
  for (const cell of ["flag = n > 2", "if n:\n    flag = False", "from os import *", "exec('flag = 0')"]) {
    const exported = render([setting, cell, "if flag:\n    y = 1"], true);
    const steps = graphOf(exported).find((node) => node.class === "Workflow")?.steps ?? [];
    expect(steps.filter(({ when }) => when?.includes("flag"))).toEqual([]);
  }
});

test("what a step that is left out would give is taken as it was before, or is not there", () => {
  const cells = ["import time; time.sleep(1)\nxs = [1]", "if flag:\n    xs.append(2)\n    new = 1"];
  const exported = render([setting, ...cells, "if n > 2:\n    xs = 3", "print(xs, new); time.sleep(1)"], true);
  const workflow = graphOf(exported).find((node) => node.class === "Workflow");
  const ports = workflow?.steps?.at(-1)?.in.filter(({ id }) => /^in_(?:xs|new)/.test(id));
  const chain = { source: ["04_step/xs", "03_new/xs", "02_time_xs/xs"], pickValue: "first_non_null" };
  expect(ports).toContainEqual({ id: "in_new", source: "03_new/new" });
  expect(ports).toContainEqual({ id: "in_xs_of_04_step", ...chain });
  expect(workflow?.outputs.filter(({ id }) => /^value_(?:xs|new)$|^shown_03/.test(id))).toEqual([
    { id: "value_xs", type: "File", outputSource: chain.source, pickValue: "first_non_null" },
    { id: "value_new", type: "File?", outputSource: "03_new/new" },
    { id: "shown_03_new", type: "Directory?", outputSource: "03_new/shown" },
  ]);
  expect(problems(exported)).toEqual([]);
});

test("of two conditions that may both give what was not there before only the first is the workflow's", () => {
  const exported = render([setting, "if flag:\n    y = 1", "if n:\n    y = 2", "if mode:\n    y = 3"], true);
  const workflow = graphOf(exported).find((node) => node.class === "Workflow");
  expect(workflow?.steps?.map(({ when }) => when)).toEqual([
    undefined,
    "$(inputs.parameter_flag)",
    undefined,
    '$(inputs.parameter_mode !== "")',
  ]);
});

test("a file that comes from elsewhere, too, is written by a step that always runs", () => {
  const write = "with open('f.txt', 'w') as file:\n        file.write('x')";
  for (const before of ["open('f.txt').read()", "open('f.txt', 'w').write('y')"]) {
    const exported = render([setting, before, `if flag:\n    ${write}`], true);
    const steps = graphOf(exported).find((node) => node.class === "Workflow")?.steps ?? [];
    expect(steps.flatMap((step) => step.when ?? [])).toEqual([]);
  }
  const alone = graphOf(render([setting, `if flag:\n    ${write}`, "open('f.txt').read()"], true));
  expect(alone.at(-1)?.steps?.flatMap((step) => step.when ?? [])).toEqual(["$(inputs.parameter_flag)"]);
});

const conditional = fc
  .tuple(fc.constantFrom("flag", "not flag", "n > 2", "mode", "mode == 'a'"), cell)
  .map(([condition, inner]) => `if ${condition}:\n    ${inner.replaceAll("\n", "\n    ")}`);

test("generated flows with conditions become workflows without a loose end", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(cell, conditional, skeletonCell), { minLength: 1, maxLength: 10 }), (cells) => {
      expect(problems(render([setting, ...cells], true))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test("scripts are read only in workflows whose paths hold nothing like one", () => {
  const cells = ["if flag:\n    y = 1", "if n:\n    z = 2", "open('$(x)').read()"];
  const workflow = graphOf(render([setting, ...cells], true)).find((node) => node.class === "Workflow");
  expect(workflow?.steps?.flatMap(({ when }) => when ?? [])).toEqual(["$(inputs.parameter_flag)"]);
  expect(workflow?.requirements).toBeUndefined();
});
