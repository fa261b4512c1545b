import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { applyEvents, emptyRun } from "../model/apply-event.ts";
import type { FlowCell } from "../model/flow.ts";
import type { Difference, MissingEdge, Verdict, Way } from "../model/verdict.ts";
import { defaultHome } from "../run/home.ts";
import type { StartedRun } from "../run/start-run.ts";
import { type VerifyInput, verify } from "../run/verify/verify.ts";
import { cellTitle, printable } from "./cell-title.ts";
import { choosePython } from "./choose-python.ts";
import { type Command, exitCodes, type Terminal } from "./command.ts";
import { duration } from "./duration.ts";
import { interrupter } from "./interrupter.ts";
import { loadParser } from "./load-parser.ts";
import { openNotebook } from "./open-notebook.ts";
import { type RunProgress, runProgress } from "./run-progress.ts";
import { onlyNotebook, readOptions, wholeNumber } from "./usage.ts";

export const command: Command = {
  usage: "verify IN.ipynb [--parallel N] [--python PATH] [--json]",
  summary: "Run a notebook in order and as a flow, and prove that both give the same",
  help: `Runs the notebook twice: once in order in one process, as Jupyter does, and once as a flow, each in a copy of its
folder. What cells showed is compared, times, addresses and the like left aside, and all variables at the end,
down to which of them share objects. The notebook is not written; stored results are neither used nor made.
What a cell with a clock, unseeded random numbers or the network gives is left out where it differs, and said.

  --parallel N    how many steps of the flow run at the same time (as many as there are cores)
  --python PATH   the Python to use
  --json          print the verdict for programs

Exit codes: 0 both give the same, 1 they do not: the first difference and the edge that is missing are printed,
2 bad usage or input, 130 interrupted.`,
  async run(parameters, terminal) {
    const { values, positionals } = readOptions(parameters, {
      parallel: { type: "string" },
      python: { type: "string" },
      json: { type: "boolean" },
    });
    const path = resolve(onlyNotebook(positionals));
    const parallel = wholeNumber(values.parallel, "parallel", 1) ?? availableParallelism();
    const notebook = await openNotebook(path);
    const home = defaultHome();
    const [python, parser] = await Promise.all([
      choosePython(notebook, values.python ?? null, home, terminal),
      loadParser(),
    ]);
    const watching = watch(notebook.flow.cells, terminal);
    try {
      const { flow } = notebook;
      const verdict = await verify({ notebookPath: path, flow, home, python, parallel, parser, ...watching });
      terminal.out(
        values.json ? `${JSON.stringify(verdictJson(verdict), null, 2)}\n` : verdictText(verdict, flow.cells),
      );
      return verdictCodes[verdict.verdict];
    } finally {
      watching.close();
      parser.dispose();
    }
  },
};

const verdictCodes = {
  equivalent: exitCodes.succeeded,
  different: exitCodes.failed,
  interrupted: exitCodes.interrupted,
} as const;

/** Shows how the runs go on, and lets Ctrl+C stop the one that is on. */
function watch(cells: readonly FlowCell[], terminal: Terminal) {
  let state = emptyRun;
  let progress: RunProgress | null = null;
  let listening = () => {};
  const close = () => {
    progress?.close();
    progress = null;
    listening();
  };
  const onEvent: VerifyInput["onEvent"] = (event, way) => {
    if (event.event === "run-started") {
      close();
      terminal.err(`${headings[way]}\n`);
      state = emptyRun;
      progress = runProgress(cells, terminal);
    }
    state = applyEvents(state, [event]);
    progress?.tell([event], state);
  };
  const onStarted = (run: StartedRun) => {
    listening();
    listening = terminal.onInterrupt(interrupter(terminal, run));
  };
  return { onEvent, onStarted, close };
}

const headings: { readonly [way in Way]: string } = {
  "in order": "In order, in one process:",
  "as a flow": "As a flow:",
  "in order again": "In order once more, to see what changes each time:",
};

function verdictJson(verdict: Verdict) {
  return { ...verdict, speedUp: speedUp(verdict) };
}

function speedUp({ seconds }: Verdict): number | null {
  return seconds.asFlow > 0 ? Math.round((seconds.inOrder / seconds.asFlow) * 100) / 100 : null;
}

function verdictText(verdict: Verdict, cells: readonly FlowCell[]): string {
  if (verdict.verdict === "interrupted") return "Interrupted: nothing is proved.\n";
  const { seconds, difference } = verdict;
  const head = difference === null ? "Equivalent" : "Not equivalent";
  const figures = [
    counted(verdict.cells, "cell"),
    counted(verdict.variables, "variable"),
    `${duration(seconds.inOrder)} in order`,
    `${duration(seconds.asFlow)} as a flow (${speedUp(verdict) ?? "—"}×)`,
  ].join(", ");
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const failed = verdict.failed > 0 ? [`${counted(verdict.failed, "cell")} failed in order.`] : [];
  const leftOut = leftOutLines(verdict.leftOut, byId);
  const told = difference === null ? [] : differenceLines(difference, byId);
  return [
    `${head}: ${figures}.`,
    ...[...told, ...failed, ...leftOut, ...verdict.notes].map((line) => `  ${printable(line)}`),
    "",
  ].join("\n");
}

const mostLines = 20;

function leftOutLines(leftOut: Verdict["leftOut"], cells: ReadonlyMap<string, FlowCell>): string[] {
  const lines = leftOut.slice(0, mostLines).map(({ cell, place, reason }) => {
    const what = place === null ? "what it shows" : `\`${place}\``;
    return `Left out: ${what} of ${cellTitle(cells.get(cell))}: ${reason}.`;
  });
  const more = leftOut.length - lines.length;
  return more > 0 ? [...lines, `Left out: ${counted(more, "more place")}.`] : lines;
}

function differenceLines(difference: Difference, cells: ReadonlyMap<string, FlowCell>): string[] {
  const { cell, what, inOrder, asFlow, missingEdge, ranBeside } = difference;
  const title = (id: string) => cellTitle(cells.get(id));
  return [
    `${title(cell)}: ${what}.`,
    `in order: ${inOrder}`,
    `as a flow: ${asFlow}`,
    ...(missingEdge ? [edgeLine(missingEdge, title)] : besideLines(ranBeside, title)),
    "Draw an edge in the editor, or mark the earlier cell as a barrier.",
  ];
}

function edgeLine({ from, to, variable }: MissingEdge, title: (id: string) => string): string {
  const by = variable === null ? "something that Cellweave does not see" : `\`${variable}\``;
  return `The missing edge: from ${title(from)} to ${title(to)}, by ${by}.`;
}

function besideLines(cells: readonly string[], title: (id: string) => string): string[] {
  if (cells.length === 0) return [];
  return [`The missing edge comes from one of those that it ran beside: ${cells.map(title).join(", ")}.`];
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
