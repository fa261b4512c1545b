import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { elyra, notebook } from "../import/testing/pipelines.ts";
import { testPython, validate } from "../testing/test-python.ts";
import { runCommand } from "./testing/run-command.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cellweave-import-"));
  process.env.CELLWEAVE_HOME = join(folder, "home");
});
afterEach(async () => {
  delete process.env.CELLWEAVE_HOME;
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

function write(files: { readonly [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const at = (path: string) => join(folder, path);

function printed(path: string): string {
  const { cells } = JSON.parse(readFileSync(path, "utf8"));
  return cells.flatMap(({ outputs = [] }) => outputs.flatMap(({ text = [] }: { text?: string[] }) => text)).join("");
}

it("makes a notebook of an Elyra pipeline that runs as the pipeline did", async () => {
  write({
    "sales.pipeline": elyra([
      { id: "sum", file: "sum.py", op: "execute-python-node", after: ["double", "negate"] },
      { id: "load", file: "load.ipynb", settings: { env_vars: [{ env_var: "ROWS", value: "4" }] } },
      { id: "double", file: "double.ipynb", after: ["load"] },
      { id: "negate", file: "negate.ipynb", after: ["load"] },
    ]),
    "load.ipynb": notebook(
      "import json, os\nrows = list(range(int(os.environ['ROWS'])))",
      "with open('rows.json', 'w') as file:\n    json.dump(rows, file)",
    ),
    "double.ipynb": notebook(
      "[parameters]\nby = 2",
      "import json\nx = [by * n for n in json.load(open('rows.json'))]",
      "json.dump(x, open('double.json', 'w'))",
    ),
    "negate.ipynb": notebook(
      "[parameters]\nby = -1",
      "import json\nx = [by * n for n in json.load(open('rows.json'))]",
      "json.dump(x, open('negate.json', 'w'))",
    ),
    "sum.py": "import json\nprint(sum(json.load(open('double.json'))), sum(json.load(open('negate.json'))))\n",
  });
  const imported = await runCommand(["import", at("sales.pipeline"), "-o", at("sales.ipynb")]);
  expect(imported).toMatchObject({ code: 0, err: "" });
  expect(validate([readFileSync(at("sales.ipynb"), "utf8")])).toEqual([null]);
  const python = ["--python", testPython];
  expect(await runCommand(["run", at("sales.ipynb"), ...python])).toMatchObject({ code: 0 });
  expect(printed(at("sales.ipynb"))).toBe("12 -6\n");
  const given = ["--param", "ROWS=3", "--param", "double_by=10"];
  expect(await runCommand(["run", at("sales.ipynb"), ...given, ...python])).toMatchObject({ code: 0 });
  expect(printed(at("sales.ipynb"))).toBe("30 -3\n");
});

it("makes a notebook of a Ploomber pipeline that runs as the pipeline did", async () => {
  write({
    "pipeline.yaml":
      "tasks:\n  - source: get.py\n    product: {nb: get.html, data: raw.txt}\n    params: {count: 3}\n  - source: report.words\n    product: words.txt\n",
    "get.py":
      '# %% tags=["parameters"]\nupstream = None\nproduct = None\ncount = 1\n\n# %%\nfrom pathlib import Path\nPath(product["data"]).write_text("word " * count)\n',
    "report.py":
      "from pathlib import Path\n\ndef words(product, upstream):\n    text = Path(upstream['get']['data']).read_text()\n    Path(product).write_text(str(len(text.split())))\n",
  });
  expect(await runCommand(["import", at("pipeline.yaml"), "-o", at("out.ipynb")])).toMatchObject({ code: 0 });
  expect(await runCommand(["run", at("out.ipynb"), "--python", testPython])).toMatchObject({ code: 0 });
  expect(readFileSync(at("words.txt"), "utf8")).toBe("3");
});

it("replaces no file, and says what is no pipeline", async () => {
  write({
    "a.pipeline": elyra([{ id: "a", file: "a.py", op: "execute-python-node" }]),
    "out.ipynb": "mine",
    "b.pipeline": "{}",
  });
  expect(await runCommand(["import", at("a.pipeline"), "-o", at("out.ipynb")])).toMatchObject({
    code: 2,
    err: expect.stringContaining("CW9008"),
  });
  expect(readFileSync(at("out.ipynb"), "utf8")).toBe("mine");
  expect(await runCommand(["import", at("b.pipeline"), "-o", at("b.ipynb")])).toMatchObject({
    code: 2,
    err: expect.stringContaining("CW3921"),
  });
  const told = await runCommand(["import", at("a.pipeline"), "-o", at("a.ipynb")]);
  expect(told).toMatchObject({ code: 0, err: expect.stringContaining("`a.py`, which “a” runs, is not there") });
});
