import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { applyEvents, emptyRun } from "../model/apply-event.ts";
import type { PythonFound } from "../model/environment.ts";
import type { RunEvent, RunOutcome, RunState } from "../model/run.ts";
import { applyEdits } from "../phases/1-parse/apply-edits.ts";
import { parameterEdit } from "../phases/1-parse/parameters.ts";
import { parseNotebook } from "../phases/1-parse/parse-notebook.ts";
import type { PythonParser } from "../python/parser.ts";
import { defaultHome } from "../run/home.ts";
import { startRun } from "../run/start-run.ts";
import { choosePython } from "./choose-python.ts";
import { type Command, exitCodes, type Terminal } from "./command.ts";
import { interrupter } from "./interrupter.ts";
import { loadParser } from "./load-parser.ts";
import { memoryLimit } from "./memory-option.ts";
import { type OpenedNotebook, openNotebook } from "./open-notebook.ts";
import { outputEdits } from "./output-edits.ts";
import { readParameters } from "./parameter-option.ts";
import { placeCells } from "./place-cells.ts";
import { diagnosticLines } from "./print-diagnostics.ts";
import { runProgress } from "./run-progress.ts";
import { runJson, runText } from "./run-result.ts";
import { saveOutputs } from "./save-outputs.ts";
import { onlyNotebook, readOptions, wholeNumber } from "./usage.ts";

export const command: Command = {
  usage:
    "run IN.ipynb [-o OUT.ipynb] [--parallel N] [--memory LIMIT] [--param name=value]… [--python PATH] [--stop-on-error] [--environment CELL=NAME]… [--all-on NAME] [--force | --no-cache] [--as-written] [--json]",
  summary: "Run a notebook, independent cells at the same time, and write its outputs",
  help: `Outputs go into OUT.ipynb, or into IN.ipynb when there is no -o; either is replaced in one go at the end. When a
cell fails, cells that do not need it still run, and those that do are skipped and left without outputs.

  -o, --output OUT.ipynb   where to write the notebook with its outputs
  --parallel N             how many steps run at the same time (as many as there are cores)
  --memory LIMIT           how much memory those steps may hold together ("4G", "50%"), by what they needed before;
                           what is free on the machine is a limit always
  --param name=value       set a variable, as papermill does: in a cell after the one tagged "parameters"
  --python PATH            the Python to use (else the notebook's kernel, the active environment, Cellweave's own)
  --environment CELL=NAME  run a cell (by number or id) in an environment of the notebook, or on a target
  --all-on NAME            run every cell there but those that --environment names
  --stop-on-error          stop at the first cell that fails, as Jupyter does
  --force                  run every cell, even those whose results are stored; the new results are stored
  --no-cache               run every cell, and store no result
  --as-written             run each cell as it is written: nothing inside a cell runs at the same time
  --json                   print the result for programs: { outcome, seconds, notebook, output, python, cells, messages }

Examples:
  cellweave run analysis.ipynb
  cellweave run train.ipynb -o trained.ipynb --param epochs=20 --param rate=0.1
  cellweave run report.ipynb --json --stop-on-error > result.json

Exit codes: 0 all cells succeeded, 1 a cell failed (its error is in the notebook), 2 bad usage or input,
130 interrupted (the first Ctrl+C stops the run, the second kills what does not stop; what there is is written).`,
  async run(parameters, terminal) {
    const { values, positionals } = readOptions(parameters, {
      output: { type: "string", short: "o" },
      parallel: { type: "string" },
      memory: { type: "string" },
      param: { type: "string", short: "p", multiple: true },
      python: { type: "string" },
      "stop-on-error": { type: "boolean" },
      environment: { type: "string", multiple: true },
      "all-on": { type: "string" },
      force: { type: "boolean" },
      "no-cache": { type: "boolean" },
      "as-written": { type: "boolean" },
      json: { type: "boolean" },
    });
    const path = resolve(onlyNotebook(positionals));
    const request = {
      notebook: path,
      scope: { kind: "all" as const },
      parallel: wholeNumber(values.parallel, "parallel", 1) ?? availableParallelism(),
      stopOnError: values["stop-on-error"] === true,
      noCache: values["no-cache"] === true,
      force: values.force === true,
      asWritten: values["as-written"] === true,
    };
    const loading = loadParser();
    // A failure is told where the parser is waited for.
    loading.catch(() => {});
    const memory = memoryLimit(values.memory);
    const opened = await openNotebook(path);
    const notebook = setParameters(opened, readParameters(values.param ?? []));
    terminal.err(diagnosticLines(notebook.diagnostics, notebook.flow));
    const home = defaultHome();
    const places = { allOn: values["all-on"] ?? null, each: values.environment ?? [] };
    const placed = { ...notebook, flow: await placeCells(notebook.flow, home, places) };
    const python = await choosePython(notebook, values.python ?? null, home, terminal);
    const state = await runNotebook({ path, notebook: placed, request, memory, home, python, terminal, loading });
    const output = values.output === undefined ? path : resolve(values.output);
    const unsaved = { text: notebook.text, flow: notebook.flow, edits: outputEdits(notebook.flow, state) };
    const lost = await saveOutputs(output, unsaved, output === path ? opened.version : null);
    if (lost > 0) terminal.err(`CW9004 ${changedCells(lost)} in ${output} during the run and took no outputs.\n`);
    const result = { path, output, python, flow: notebook.flow, state };
    terminal.out(values.json ? `${JSON.stringify(runJson(result), null, 2)}\n` : runText(result));
    return outcomeCodes[state.outcome ?? "lost"];
  },
};

function changedCells(count: number): string {
  return count === 1 ? "1 cell was changed" : `${count} cells were changed`;
}

const outcomeCodes: { readonly [outcome in RunOutcome]: number } = {
  succeeded: exitCodes.succeeded,
  failed: exitCodes.failed,
  lost: exitCodes.failed,
  cancelled: exitCodes.interrupted,
};

function setParameters(notebook: OpenedNotebook, literals: ReadonlyMap<string, string>): OpenedNotebook {
  const { value: edit, diagnostics } = parameterEdit(notebook.flow, literals);
  if (edit === null) return notebook;
  const { text } = applyEdits(notebook.text, [edit]);
  return { ...notebook, text, flow: parseNotebook(text).flow, diagnostics: [...notebook.diagnostics, ...diagnostics] };
}

interface RunInput {
  readonly path: string;
  readonly notebook: OpenedNotebook;
  readonly request: Parameters<typeof startRun>[0]["request"] & { readonly parallel: number };
  readonly memory: number | null;
  readonly home: string;
  readonly python: PythonFound;
  readonly terminal: Terminal;
  readonly loading: Promise<PythonParser>;
}

async function runNotebook({
  path,
  notebook,
  request,
  memory,
  home,
  python,
  terminal,
  loading,
}: RunInput): Promise<RunState> {
  const { flow } = notebook;
  const progress = runProgress(flow.cells, terminal);
  const parser = await loading;
  let state = emptyRun;
  let waiting: RunEvent[] = [];
  const take = () => {
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    state = applyEvents(state, events);
    progress.tell(events, state);
  };
  // A thousand lines a second cost one look at the state in a while, not a thousand.
  const onEvent = (event: RunEvent) => {
    if (waiting.push(event) === 1) setTimeout(take, 20);
  };
  const input = {
    notebookPath: path,
    flow,
    request,
    home,
    python,
    parallel: request.parallel,
    memoryLimit: memory,
    parser,
    onEvent,
  };
  const run = await startRun(input);
  const listening = terminal.onInterrupt(interrupter(terminal, run));
  try {
    await run.finished;
  } finally {
    listening();
    take();
    progress.close();
    parser.dispose();
  }
  return state;
}
