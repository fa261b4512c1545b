import { beforeAll, describe, expect, test } from "vitest";
import { loadParser } from "../cli/load-parser.ts";
import { joinLines } from "../model/notebook.ts";
import { parseNotebook } from "../phases/1-parse/parse-notebook.ts";
import type { PythonParser } from "../python/parser.ts";
import { importPipeline } from "./index.ts";
import { scriptCells } from "./script-cells.ts";
import { elyra, notebook } from "./testing/pipelines.ts";

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadParser();
});

type Files = { readonly [path: string]: string };

function imported(text: string, files: Files = {}, name = "sales.pipeline") {
  const read = (path: string) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null);
  const result = importPipeline(text, name, { parser, read });
  const { cells } = JSON.parse(result.text);
  return {
    ...result,
    sources: cells.map(({ source }: { source: string[] }) => joinLines(source)) as string[],
    after: Object.fromEntries(
      cells.map((cell: { id: string; metadata: { cellweave?: { after: string[] } } }) => [
        cell.id,
        cell.metadata.cellweave?.after ?? [],
      ]),
    ) as { [id: string]: string[] },
    codes: result.diagnostics.map(({ code }) => code),
    tagged: cells.filter(({ metadata }: { metadata: { tags?: string[] } }) => metadata.tags?.includes("parameters"))
      .length,
  };
}

describe("an Elyra pipeline", () => {
  test("becomes a section a node, in the order of its links, each after those that it waits for", () => {
    const text = elyra([
      { id: "plot", file: "plot.ipynb", after: ["load"] },
      { id: "load", file: "load.ipynb" },
      { id: "score", file: "score.py", op: "execute-python-node", after: ["load", "plot"] },
    ]);
    const {
      sources,
      after,
      codes,
      text: written,
    } = imported(text, {
      "load.ipynb": notebook("#md # Load\n\n```\n# no heading\n```", "a = 1", "b = 2"),
      "plot.ipynb": notebook("c = 3"),
      "score.py": "print('score')\n",
    });
    expect(sources).toEqual([
      "# Sales\n\nMade by the team.",
      "## load",
      "### Load\n\n```\n# no heading\n```",
      "a = 1",
      "b = 2",
      "## plot",
      "c = 3",
      "## score",
      "print('score')",
    ]);
    expect(codes).toEqual([]);
    const { readable, diagnostics, storesIds, flow } = parseNotebook(written);
    expect([readable, diagnostics, storesIds]).toEqual([true, [], true]);
    const idOf = (source: string) => flow.cells.find((cell) => cell.source === source)?.id ?? "";
    expect(after[idOf("a = 1")]).toEqual([]);
    expect(after[idOf("b = 2")]).toEqual([idOf("a = 1")]);
    expect(after[idOf("c = 3")]).toEqual([idOf("b = 2")]);
    expect(after[idOf("print('score')")]).toEqual([idOf("b = 2"), idOf("c = 3")]);
  });

  test("gives its parameters and variables of the environment to one cell", () => {
    const text = elyra(
      [
        {
          id: "a",
          file: "a.ipynb",
          settings: {
            env_vars: [
              { env_var: "REGION", value: "eu" },
              { env_var: "SIZE", value: "1" },
            ],
          },
        },
        { id: "b", file: "b.ipynb", settings: { env_vars: ["REGION=eu", "SIZE=2=2", "API_TOKEN=abc"] } },
      ],
      {
        pipeline_parameters: [
          { name: "year", description: "of the sales", default_value: { type: "Integer", value: 2024 } },
        ],
        pipeline_defaults: { env_vars: [{ env_var: "MODE", value: "quick" }] },
      },
    );
    const {
      sources,
      codes,
      tagged,
      text: written,
    } = imported(text, {
      "a.ipynb": notebook("[parameters]\nn = 3  # rounds", "n"),
      "b.ipynb": notebook("[parameters]\nn = 4\nname = 'x'", "[injected-parameters]\nn = 5", "n, name"),
    });
    expect(sources.slice(1)).toEqual([
      'year = 2024  # of the sales\na_n = 3\nb_n = 5\nname = \'x\'\nMODE = "quick"\nREGION = "eu"\na_SIZE = "1"\nb_SIZE = "2=2"',
      'import os\n\nos.environ["MODE"] = str(MODE)\nos.environ["REGION"] = str(REGION)',
      "## a",
      'import os\n\nos.environ["SIZE"] = str(a_SIZE)',
      "n = a_n",
      "n",
      "## b",
      'import os\n\nos.environ["SIZE"] = str(b_SIZE)',
      "n = b_n",
      "n, name",
    ]);
    expect(tagged).toBe(1);
    expect(codes).toEqual(["CW3925"]);
    expect(written).not.toContain("abc");
  });

  test("says what does not map", () => {
    const text = elyra([
      { id: "gone", file: "gone.ipynb" },
      { id: "download", op: "catalog:1234" },
      { id: "r", file: "r.r", op: "execute-r-node" },
      {
        id: "script",
        file: "sub/s.py",
        op: "execute-python-node",
        settings: { runtime_image: "python:3.12", gpu: 1, cpu: 0 },
      },
      {
        id: "secret",
        file: "b.ipynb",
        settings: { kubernetes_secrets: [{ env_var: "DB", name: "db", key: "password" }] },
      },
      { id: "mixed", file: "mixed.ipynb" },
    ]);
    const { diagnostics, codes } = imported(text, {
      "r.r": "x <- 1",
      "sub/s.py": "import sys\nprint(sys.argv, __file__)",
      "b.ipynb": notebook("1"),
      "mixed.ipynb": notebook("[parameters]\nimport os\nk = 1"),
    });
    expect(codes).toEqual(["CW3923", "CW3924", "CW3925", "CW3922", "CW3923", "CW3926", "CW3926", "CW3927", "CW3929"]);
    expect(diagnostics[1]?.message).toBe("“script” asks for the image `python:3.12`, GPUs `1`.");
    expect(diagnostics.every(({ hint }) => hint.length > 10)).toBe(true);
  });

  test("whose links go round keeps the order of the file", () => {
    const { sources, codes } = imported(
      elyra([
        { id: "a", file: "a.ipynb", after: ["b"] },
        { id: "b", file: "b.ipynb", after: ["a"] },
      ]),
      { "a.ipynb": notebook("1"), "b.ipynb": notebook("2") },
    );
    expect(codes).toEqual(["CW3928"]);
    expect(sources).toEqual(["# Sales\n\nMade by the team.", "## a", "1", "## b", "2"]);
  });

  test("with a flow in a node has the nodes of that flow", () => {
    const document = JSON.parse(
      elyra([
        { id: "first", file: "a.ipynb" },
        { id: "super", after: ["first"] },
        { id: "last", file: "c.ipynb", after: ["super"] },
      ]),
    );
    const [flow] = document.pipelines;
    flow.nodes[1] = { ...flow.nodes[1], type: "super_node", subflow_ref: { pipeline_id_ref: "inner" } };
    const inner = JSON.parse(
      elyra([
        { id: "x", file: "b.ipynb" },
        { id: "y", file: "d.ipynb", after: ["x"] },
      ]),
    );
    document.pipelines.push({ ...inner.pipelines[0], id: "inner" });
    const { sources, after, text } = imported(JSON.stringify(document), {
      "a.ipynb": notebook("1"),
      "b.ipynb": notebook("2"),
      "c.ipynb": notebook("3"),
      "d.ipynb": notebook("4"),
    });
    expect(sources.filter((source) => /^\d$/.test(source))).toEqual(["1", "2", "4", "3"]);
    const ids = parseNotebook(text)
      .flow.cells.filter(({ kind }) => kind === "code")
      .map(({ id }) => id);
    expect(ids.map((id) => after[id])).toEqual([[], [ids[0]], [ids[1]], [ids[2]]]);
  });

  test("of the first versions names its files elsewhere", () => {
    const node = {
      id: "a",
      type: "execution_node",
      op: "execute-notebook-node",
      app_data: { filename: "a.ipynb", env_vars: ["K=1"] },
    };
    const text = JSON.stringify({
      pipelines: [{ id: "p", nodes: [node], app_data: { name: "old" } }],
      primary_pipeline: "p",
    });
    expect(imported(text, { "a.ipynb": notebook("x = 1") }).sources).toEqual([
      "# old",
      'K = "1"',
      'import os\n\nos.environ["K"] = str(K)',
      "## a.ipynb",
      "x = 1",
    ]);
  });

  test.each(["", "{", "[]", '{"pipelines": []}', '{"nbformat": 4}'])("%j is none", (text) => {
    expect(() => imported(text)).toThrow(expect.objectContaining({ code: "CW3921" }));
  });
});

describe("a Ploomber pipeline", () => {
  const text = `meta:
  extract_upstream: true
tasks:
  - source: tasks/get.py
    product:
      nb: out/get.ipynb
      data: {{root}}/raw.csv
    params:
      rows: 10
  - source: clean.ipynb
    product: {nb: out/clean.ipynb, data: '{{root}}/clean.csv'}
  - source: reports.summary.write
    product: out/summary.txt
    on_finish: hooks.tell
executor: parallel
`;
  const files = {
    "env.yaml": "root: out\n",
    "tasks/get.py":
      '# + tags=["parameters"]\nupstream = None\nproduct = None\nrows = 3\n\n# -\nopen(product["data"], "w").write("1\\n" * rows)\n',
    "clean.ipynb": notebook("[parameters]\nupstream = ['get']\nproduct = None", "open(upstream['get']['data']).read()"),
    "reports/summary.py":
      "def other(product):\n    upstream['get']\n\ndef write(product, upstream):\n    data = upstream['clean']['data']\n",
  };

  test("becomes cells whose upstream and product are paths", () => {
    const { sources, codes } = imported(text, files, "pipeline.yaml");
    expect(sources).toEqual([
      "# pipeline",
      "rows = 10",
      "## get",
      'upstream = None\nproduct = {"nb": "out/get.ipynb", "data": "out/raw.csv"}',
      'open(product["data"], "w").write("1\\n" * rows)',
      "## clean",
      'upstream = {"get": {"nb": "out/get.ipynb", "data": "out/raw.csv"}}\nproduct = {"nb": "out/clean.ipynb", "data": "out/clean.csv"}',
      "open(upstream['get']['data']).read()",
      "## write",
      'upstream = {"clean": {"nb": "out/clean.ipynb", "data": "out/clean.csv"}}\nproduct = "out/summary.txt"',
      "from reports.summary import write\n\nwrite(product=product, upstream=upstream)",
    ]);
    expect(codes).toEqual(["CW3924", "CW3924", "CW3924", "CW3927"]);
  });

  test.each(["a: 1", "- 1", "tasks: 3", "tasks:\n  - name: x", "x: [1", "services:\n  web: {image: nginx}"])(
    "%j is none",
    (yaml) => {
      expect(() => imported(yaml, {}, "pipeline.yaml")).toThrow(expect.objectContaining({ code: "CW3921" }));
    },
  );
});

test.each([
  ["no marks", "a = 1\n\nb = 2\n", ["a = 1\n\nb = 2"]],
  [
    "percent marks",
    "# ---\n# jupyter: x\n# ---\n\n# %% [markdown]\n# # Title\n#\n# Text\n\n# %% first\na = 1\n# %%\n\n# %%\nb = 2",
    ["# Title\n\nText", "a = 1", "b = 2"],
  ],
  ["light marks", "import os\n\n# +\na = 1\n\nb = 2\n# -\n\nc = 3", ["import os", "a = 1\n\nb = 2", "c = 3"]],
])("a script with %s is taken apart there", (_title, text, sources) => {
  expect(scriptCells(text).map(({ source }) => source)).toEqual(sources);
});
