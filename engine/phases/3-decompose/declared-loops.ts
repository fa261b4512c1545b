import type { Diagnostic } from "../../model/diagnostic.ts";
import { cellNumber, type FlowCell } from "../../model/flow.ts";
import { standingAfter } from "../../python/analysis/standing.ts";
import { type AuthorText, rangeOf } from "./author-text.ts";
import type { RunningShape } from "./constructs.ts";
import type { CellState } from "./find/cell-state.ts";
import { proveLoop } from "./find/prove-loop.ts";
import { readEach } from "./read-each.ts";
import type { Recognised, Written } from "./recognise.ts";
import type { Blocked } from "./shapes.ts";

/** What the author declared to run apart, proved, and what is against the rest. */
export interface Declared {
  readonly shapes: readonly RunningShape[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Proves the loops over `cw.each(…)` at the top of a cell; what is against one is told with its name and line. */
export function declaredLoops(state: CellState, text: AuthorText, recognised: Recognised): Declared {
  const shapes: RunningShape[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const written of recognised.written) {
    if (written.call.skeleton !== "each") continue;
    const proved = prove(state, text, written);
    if (typeof proved === "string" || proved.shape === "blocked")
      diagnostics.push(against(state.cell.cell, text, written, proved));
    else shapes.push({ shape: proved, written });
  }
  return { shapes, diagnostics };
}

function prove(state: CellState, text: AuthorText, written: Written) {
  const place = text.root.children.findIndex((node) => node === written.statement && node === written.node);
  const statements = state.cell.parsed.root.children;
  const loop = statements[place];
  if (loop === undefined) return "it does not stand by itself at the top of the cell";
  const declared = readEach(written.call, text.source);
  if (declared === null) return "`gather` or `reduce` is not written as a dict of names";
  return proveLoop(state, standingAfter(state.start, statements.slice(0, place)), loop, declared).shape;
}

function against(cell: FlowCell, text: AuthorText, { node }: Written, blocked: Blocked | string): Diagnostic {
  const plain = typeof blocked === "string";
  const reason = plain ? `${blocked}.` : blocked.reason;
  const line = plain ? null : blocked.line;
  const start = line === null ? node.start : (text.starts[line - 1] ?? node.start);
  const end = line === null ? node.start : (text.starts[line] ?? text.source.length + 1) - 1;
  return {
    code: "CW3007",
    severity: plain ? "info" : "warning",
    cell: cell.id,
    message: `The loop over cw.each in cell ${cellNumber(cell)} runs one round after the other: ${reason}`,
    hint: plain
      ? 'Put the loop at the top of the cell, and write gather={"rows": list}, reduce={"total": "+"} for the names that it brings together.'
      : (blocked.remedy ?? "Take cw.each away, or take out of the loop what hangs on earlier rounds."),
    range: rangeOf(text, { start, end }),
  };
}
