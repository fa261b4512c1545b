import type { Diagnostic } from "../model/diagnostic.ts";
import type { Flow } from "../model/flow.ts";
import { cellTitle, printable } from "./cell-title.ts";

/** Diagnostics as lines for a terminal: severity, code, place, what is wrong, and what to do. */
export function diagnosticLines(diagnostics: readonly Diagnostic[], flow: Flow): string {
  const cells = new Map(flow.cells.map((cell) => [cell.id, cell]));
  return diagnostics
    .map(({ severity, code, cell, message, hint, range }) => {
      const line = range === null ? "" : `, line ${range.start.line}`;
      const place = cell === null ? "" : ` ${cellTitle(cells.get(cell))}${line}:`;
      return `${severity} ${code}${place} ${printable(message)}\n    ${printable(hint)}\n`;
    })
    .join("");
}
