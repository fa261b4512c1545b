import type { Compiled } from "../compile.ts";
import { cellNumber } from "../model/flow.ts";
import { firstLine } from "./cell-title.ts";
import { type Command, exitCodes } from "./command.ts";
import { compileNotebook } from "./compile-notebook.ts";
import { diagnosticLines } from "./print-diagnostics.ts";
import { textTable } from "./text-table.ts";
import { onlyNotebook, readOptions } from "./usage.ts";

export const command: Command = {
  usage: "graph IN.ipynb [--json]",
  summary: "Show which cell needs what of which cell, and why",
  help: `Reads the notebook without running it. Each line under "Needs" is an edge: the second cell needs the
variables of the first. An edge marked "perhaps" is settled when the notebook runs.

  --json   the same for programs: { cells, edges, diagnostics }; an edge's from and to are cell ids

Exit codes: 0 the graph was made (problems in the cells are told, not fatal), 2 the file is not a notebook.`,
  async run(parameters, terminal) {
    const { values, positionals } = readOptions(parameters, { json: { type: "boolean" } });
    const compiled = await compileNotebook(onlyNotebook(positionals));
    terminal.out(values.json ? `${JSON.stringify(graphJson(compiled), null, 2)}\n` : graphText(compiled));
    return exitCodes.succeeded;
  },
};

/** The graph as `cellweave graph --json` prints it: just these members. */
export function graphJson({ graph, diagnostics }: Compiled) {
  return {
    cells: graph.cells.map((cell) => ({
      id: cell.id,
      index: cell.index,
      reads: cell.reads,
      writes: cell.writes,
      maybeWrites: cell.maybeWrites,
      deletes: cell.deletes,
      mutates: cell.mutates,
      maybeMutates: cell.maybeMutates,
      deferred: cell.deferred,
      effects: cell.effects,
    })),
    edges: graph.edges.map(({ from, to, variables, certain, why }) => ({ from, to, variables, certain, why })),
    diagnostics: diagnostics.map(({ code, severity, cell, message, hint, range }) => ({
      code,
      severity,
      cell,
      message,
      hint,
      range,
    })),
  };
}

function graphText({ flow, graph, diagnostics }: Compiled): string {
  const number = new Map(flow.cells.map((cell) => [cell.id, cellNumber(cell)]));
  const cells = graph.cells.map((cell) => [
    number.get(cell.id) ?? "?",
    firstLine(flow.cells[cell.index]?.source ?? ""),
    names(cell.reads),
    names([...cell.writes, ...cell.maybeWrites]),
    names([...cell.mutates, ...cell.maybeMutates.map((name) => `${name}?`)]),
  ]);
  const edges = graph.edges.map(({ from, to, variables, certain, why }) => [
    `${number.get(from) ?? "?"} → ${number.get(to) ?? "?"}`,
    names(variables),
    certain ? "" : "perhaps",
    why,
  ]);
  return [
    textTable([["cell", "begins with", "reads", "binds", "changes"], ...cells]),
    edges.length === 0 ? "" : `\nNeeds\n${textTable(edges)}`,
    diagnostics.length === 0 ? "" : `\nProblems\n${diagnosticLines(diagnostics, flow)}`,
  ].join("");
}

function names(list: readonly string[]): string {
  const shown = list.slice(0, 4).join(", ");
  return list.length > 4 ? `${shown}, … ${list.length - 4} more` : shown;
}
