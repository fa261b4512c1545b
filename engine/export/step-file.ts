import type { CellId } from "../model/flow.ts";
import type { ExportStep } from "./export-steps.ts";

/** The step's cells as a file that people read and `harness.py` runs; `parameters` is the cell that sets defaults. */
export function stepFile(step: ExportStep, name: string, parameters: CellId | null): string {
  const texts = [...step.prelude.map(({ cell }) => cell.source), ...step.cells.map(({ source }) => source)];
  const marker = markerFor(texts);
  const piece = (kind: string, about: object, source: string) =>
    `${marker} ${kind} ${JSON.stringify(about)}\n${source}\n`;
  return [
    `# ${step.id} of ${name.replace(/\s+/g, " ")}: the lines that begin with this mark stand between its cells, harness.py runs them. ${marker}\n`,
    ...step.prelude.map(({ cell, count }) => piece("definitions", { cell: cell.id, count }, cell.source)),
    ...step.cells.map(({ cell, source, count, compiled }) =>
      piece(
        "cell",
        {
          ...{ cell: cell.id, count },
          ...(cell.id === parameters ? { parameters: true } : {}),
          ...(compiled ? { compiled } : {}),
        },
        source,
      ),
    ),
  ].join("");
}

/** A line that no cell begins with. */
function markerFor(texts: readonly string[]): string {
  let marker = "#===";
  while (texts.some((text) => `\n${text}`.includes(`\n${marker} `))) marker += "=";
  return marker;
}
