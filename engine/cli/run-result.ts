import type { PythonFound } from "../model/environment.ts";
import type { Flow } from "../model/flow.ts";
import type { CellRunState, RunState } from "../model/run.ts";
import { cellTitle, printable } from "./cell-title.ts";
import { duration } from "./duration.ts";

export interface RunResult {
  readonly path: string;
  readonly output: string;
  readonly python: PythonFound;
  readonly flow: Flow;
  readonly state: RunState;
}

/** What `cellweave run --json` prints: every code cell with its state and, where it did not run, the reason. */
export function runJson({ path, output, python, flow, state }: RunResult) {
  const cells = flow.cells
    .filter((cell) => cell.kind === "code")
    .map(({ id, index }) => {
      const run = Object.hasOwn(state.cells, id) ? state.cells[id] : undefined;
      return {
        id,
        index,
        state: run?.state ?? "not-run",
        reason: run?.reason ?? null,
        executionCount: run?.executionCount ?? null,
        seconds: run?.seconds ?? null,
      };
    });
  return {
    outcome: state.outcome,
    seconds: state.seconds,
    run: state.run,
    notebook: path,
    output,
    python: { path: python.path, version: python.version },
    cells,
    messages: state.messages,
  };
}

/** What a run came to, in a few lines. */
export function runText({ output, python, flow, state }: RunResult): string {
  const runs = flow.cells.flatMap((cell) => {
    const run = Object.hasOwn(state.cells, cell.id) ? state.cells[cell.id] : undefined;
    return run === undefined ? [] : [{ cell, run }];
  });
  const counts = countedStates
    .map((word) => [word, runs.filter(({ run }) => run.state === word).length] as const)
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`);
  const failures = runs
    .filter(({ run }) => run.state === "failed" || run.state === "lost")
    .map(({ cell, run }) => `  ${cellTitle(cell)}: ${printable(run.reason ?? errorOf(run.outputs))}\n`);
  const head = `${outcomes[state.outcome ?? "lost"]} in ${duration(state.seconds ?? 0)} with Python ${python.version}`;
  return `${head}: ${counts.join(", ") || "no cells to run"}.\n${failures.join("")}Written to ${output}\n`;
}

const outcomes = { succeeded: "Succeeded", failed: "Failed", cancelled: "Interrupted", lost: "Lost" } as const;
const countedStates: readonly CellRunState[] = ["done", "cached", "failed", "skipped", "cancelled", "lost", "not-run"];

function errorOf(outputs: RunState["cells"][string]["outputs"]): string {
  const error = outputs.findLast((output) => output.output_type === "error");
  return error?.output_type === "error" ? `${error.ename}: ${error.evalue}` : "it failed";
}
