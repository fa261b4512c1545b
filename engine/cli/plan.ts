import type { Compiled } from "../compile.ts";
import type { Place } from "../model/environment.ts";
import { cellNumber, type FlowCell } from "../model/flow.ts";
import type { Step } from "../model/plan.ts";
import { firstLine, shorten } from "./cell-title.ts";
import { type Command, exitCodes } from "./command.ts";
import { compileNotebook } from "./compile-notebook.ts";
import { diagnosticLines } from "./print-diagnostics.ts";
import { textTable } from "./text-table.ts";
import { onlyNotebook, readOptions } from "./usage.ts";

export const command: Command = {
  usage: "plan IN.ipynb [--json]",
  summary: "Show the steps a run would take, and what can run at the same time",
  help: `A step is one process that runs its cells in order. Steps that do not need each other run at the same time.

  --json   the same for programs: { steps, transfers, diagnostics }

Exit codes: 0 the plan was made, 2 the file is not a notebook.`,
  async run(parameters, terminal) {
    const { values, positionals } = readOptions(parameters, { json: { type: "boolean" } });
    const compiled = await compileNotebook(onlyNotebook(positionals));
    terminal.out(values.json ? `${JSON.stringify(planJson(compiled), null, 2)}\n` : planText(compiled));
    return exitCodes.succeeded;
  },
};

/** The plan as `cellweave plan --json` prints it. */
export function planJson({ apart: { flow }, plan, diagnostics }: Compiled) {
  const cache = new Map(flow.cells.map((cell) => [cell.id, cell.placement.cache]));
  const index = new Map(flow.cells.map((cell) => [cell.id, cell.index]));
  const steps = plan.steps.map(({ parts, ...step }) => ({
    ...step,
    cells: cellsOf({ parts }).map((id) => ({
      id,
      index: index.get(id) ?? null,
      ...(cache.get(id) ? { cache: cache.get(id) } : {}),
    })),
  }));
  return { steps, transfers: plan.transfers, diagnostics };
}

function planText({ flow: whole, apart: { flow }, plan, diagnostics }: Compiled): string {
  const cells = new Map(flow.cells.map((cell) => [cell.id, cell]));
  const rows = plan.steps.map((step) => {
    const held = cellsOf(step);
    const first = cells.get(held[0] ?? "");
    return [
      step.id,
      `cells ${held.map((id) => numbered(cells.get(id))).join(", ")}`,
      firstLine(first?.source.trimStart() ?? ""),
      step.needs.length === 0 ? "" : `after ${step.needs.join(", ")}`,
      step.reads.length === 0 ? "" : `takes ${shorten(step.reads.join(", "), 50)}`,
      `on ${placeInWords(step.place)}`,
    ];
  });
  const problems = diagnostics.length === 0 ? "" : `\nProblems\n${diagnosticLines(diagnostics, whole)}`;
  return `${textTable(rows)}${problems}`;
}

/** The cell's number, with what was said about its stored result. */
function numbered(cell: FlowCell | undefined): string {
  const said = cell?.placement.cache;
  return `${cellNumber(cell ?? { index: -1 })}${said === undefined ? "" : said === "pin" ? " (pinned)" : " (every run)"}`;
}

function placeInWords({ environment, wishes }: Place): string {
  const asked = Object.entries(wishes).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [environment, ...asked].join(" ");
}

function cellsOf(step: Pick<Step, "parts">): string[] {
  return [...new Set(step.parts.map((part) => part.cell))];
}
