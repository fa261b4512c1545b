import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Flow } from "../../model/flow.ts";
import type { Graph } from "../../model/graph.ts";
import type { AnalysedCell } from "./cells.ts";
import { positions } from "./facts.ts";

/** What a person should know or change; ordinary notebooks get nothing. */
export function diagnose(_flow: Flow, cells: readonly AnalysedCell[], _graph: Graph): Diagnostic[] {
  return cells.flatMap(syntaxProblems);
}

function syntaxProblems(cell: AnalysedCell): Diagnostic[] {
  const at = positions(cell.parsed.python);
  return cell.parsed.problems.slice(0, 1).map((problem) => ({
    code: "CW2001",
    severity: "error",
    cell: cell.cell.id,
    message: problem.message,
    hint: "Correct the syntax; until then the cell fails when it runs, as it would in Jupyter.",
    range: { start: at(problem.start), end: at(problem.end) },
  }));
}
