import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createParser, type PythonParser } from "../../compile.ts";
import { applyEvent, emptyRun } from "../../model/apply-event.ts";
import type { PythonFound } from "../../model/environment.ts";
import { emptyPlacement, type Flow } from "../../model/flow.ts";
import { type JsonObject, joinLines } from "../../model/notebook.ts";
import type { RunEvent, RunRequest, RunState } from "../../model/run.ts";
import { testPython as pythonOfTests } from "../../testing/test-python.ts";
import { resumeRun, type StartedRun, startRun } from "../start-run.ts";

const require = createRequire(import.meta.url);
let parser: Promise<PythonParser> | null = null;

export function testParser(): Promise<PythonParser> {
  parser ??= createParser({
    core: readFileSync(require.resolve("web-tree-sitter/web-tree-sitter.wasm")),
    python: readFileSync(require.resolve("tree-sitter-python/tree-sitter-python.wasm")),
  });
  return parser;
}

/** A flow of code cells with ids c0, c1, …, taken apart where `split` says so. */
export function flowOf(
  sources: readonly string[],
  split: RunSettings["split"] = {},
  cache: RunSettings["cache"] = {},
  environments: RunSettings["environments"] = {},
  placed: RunSettings["placed"] = {},
): Flow {
  return {
    nbformat: 4,
    nbformatMinor: 5,
    cells: sources.map((source, index) => ({
      id: `c${index}`,
      index,
      kind: "code",
      source,
      outputs: [],
      executionCount: null,
      metadata: {},
      placement: {
        ...(split[`c${index}`] ? { split: split[`c${index}`] } : {}),
        ...(cache[`c${index}`] ? { cache: cache[`c${index}`] } : {}),
        ...(placed[`c${index}`] ? { environment: placed[`c${index}`] } : {}),
      },
    })),
    metadata: {},
    placement: { ...emptyPlacement, environments },
    kernel: { name: null, language: "python" },
  };
}

export const testPython: PythonFound = (() => {
  const [executable = pythonOfTests, version = ""] = execFileSync(
    pythonOfTests,
    ["-c", "import sys,platform;print(sys.executable);print(platform.python_version())"],
    { encoding: "utf8" },
  )
    .trim()
    .split("\n");
  return { path: executable, version, origin: "option", label: "tests", hasIPython: true };
})();

export interface Ran {
  readonly state: RunState;
  readonly events: readonly RunEvent[];
  /** Standard output, results and error names of each cell, as text. */
  readonly texts: readonly string[];
  readonly home: string;
  readonly folder: string;
}

export interface RunSettings extends Partial<RunRequest> {
  readonly home?: string;
  readonly folder?: string;
  readonly parallel?: number;
  readonly memoryLimit?: number;
  /** Lines at which cells are taken apart, by id. */
  readonly split?: { readonly [cell: string]: readonly number[] };
  /** Cells whose stored result is pinned, or never used, by id. */
  readonly cache?: { readonly [cell: string]: "pin" | "never" };
  /** The notebook's environments, by name, and the cells that are placed on them, by id. */
  readonly environments?: { readonly [name: string]: JsonObject };
  readonly placed?: { readonly [cell: string]: string };
}

export interface Started extends StartedRun {
  readonly events: readonly RunEvent[];
  readonly home: string;
  readonly folder: string;
  readonly cells: number;
  /** Resolves when an event of this kind was, or is, told. */
  saw(wanted: (event: RunEvent) => boolean): Promise<void>;
}

/** Starts cells through the whole engine with real processes. */
export async function startCells(
  sources: readonly string[],
  parallel = 2,
  settings: RunSettings = {},
): Promise<Started> {
  const home = settings.home ?? mkdtempSync(join(tmpdir(), "cellweave-home-"));
  const folder = settings.folder ?? mkdtempSync(join(tmpdir(), "cellweave-folder-"));
  const heard = listener();
  const {
    home: _home,
    folder: _folder,
    parallel: _parallel,
    memoryLimit,
    split = {},
    cache = {},
    environments = {},
    placed = {},
    ...request
  } = settings;
  const run = await startRun({
    notebookPath: join(folder, "notebook.ipynb"),
    flow: flowOf(sources, split, cache, environments, placed),
    request: { notebook: "notebook.ipynb", scope: { kind: "all" }, ...request },
    home,
    python: testPython,
    parallel,
    memoryLimit,
    parser: await testParser(),
    onEvent: heard.add,
  });
  return { ...run, events: heard.events, saw: heard.saw, home, folder, cells: sources.length };
}

function listener() {
  const events: RunEvent[] = [];
  const waiting: { readonly wanted: (event: RunEvent) => boolean; readonly resolve: () => void }[] = [];
  return {
    events,
    add: (event: RunEvent) => {
      events.push(event);
      for (const { wanted, resolve } of waiting) if (wanted(event)) resolve();
    },
    saw: (wanted: (event: RunEvent) => boolean) =>
      new Promise<void>((resolve) => {
        if (events.some(wanted)) resolve();
        else waiting.push({ wanted, resolve });
      }),
  };
}

/** Adopts a started run as another server would, and waits for its end. */
export async function resumeCells(started: Started): Promise<Ran> {
  const heard = listener();
  const run = await resumeRun({ id: started.id, home: started.home, parser: await testParser(), onEvent: heard.add });
  await run?.finished;
  return ranOf(heard.events, started);
}

/** Runs cells through the whole engine with real processes. */
export async function runCells(sources: readonly string[], settings: RunSettings = {}): Promise<Ran> {
  const run = await startCells(sources, settings.parallel ?? 2, settings);
  await run.finished;
  return ranOf(run.events, run);
}

function ranOf(events: readonly RunEvent[], { home, folder, cells }: Started): Ran {
  const state = events.reduce(applyEvent, emptyRun);
  return {
    state,
    events,
    texts: Array.from({ length: cells }, (_, index) => textOf(state, `c${index}`)),
    home,
    folder,
  };
}

export function textOf(state: RunState, cell: string): string {
  return (state.cells[cell]?.outputs ?? [])
    .map((output) => {
      if (output.output_type === "stream") return joinLines(output.text);
      if (output.output_type === "error") return `${output.ename}: ${output.evalue}\n`;
      const plain = output.data["text/plain"];
      return `${Array.isArray(plain) ? plain.join("") : plain}\n`;
    })
    .join("");
}

const oracle = `
import ast, contextlib, io, json, sys
cells = json.load(sys.stdin)
texts = []
namespace = {"__name__": "__main__"}
import types
module = types.ModuleType("__main__"); module.__dict__.update(namespace); sys.modules["__main__"] = module
for source in cells:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            tree = ast.parse(source)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "cell", "exec"), module.__dict__)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), "cell", "eval"), module.__dict__)
                if value is not None:
                    print(repr(value))
        except Exception as error:
            print(f"{type(error).__name__}: {error}")
    texts.append(out.getvalue())
json.dump(texts, sys.__stdout__)
`;

/** What the cells print when one plain Python runs them in order, errors not stopping it. */
export function runInOrder(sources: readonly string[], folder: string): string[] {
  return JSON.parse(
    execFileSync(testPython.path, ["-c", oracle], {
      input: JSON.stringify(sources),
      encoding: "utf8",
      cwd: folder,
      env: { ...process.env, PYTHONHASHSEED: "0" },
    }),
  );
}
