import type { CellId } from "@cellweave/engine/model/flow";
import { place } from "../document/commands/place.ts";
import { writeSubCells } from "../document/commands/write-sub-cells.ts";
import { apartOfCell } from "../document/constructs.ts";
import { type DocumentCell, placementOf } from "../document/content.ts";
import { execute } from "../document/document.ts";
import type { ActionContext } from "./action.ts";
import { chosenCode } from "./chosen.ts";

/** Takes the chosen cell apart at the caret, or where its parts meet: the notebook keeps its one cell. */
export async function splitApart(context: ActionContext): Promise<void> {
  const { documents, questions, tell } = context;
  const cell = lastChosen(context);
  if (!cell) return;
  const lines = await questions.ask({ ask: "split-lines", cell: cell.id });
  const held = placementOf(cell).split ?? [];
  const added = wantedLines(context, cell, lines).filter((line) => !held.includes(line));
  if (added.length === 0) {
    const title = lines.length === 0 ? "The cell is one statement." : "The cell is split there already.";
    tell({ tone: "info", title, hint: "A cell is taken apart between its statements: put the caret on another line." });
    return;
  }
  const split = [...held, ...added].sort((left, right) => left - right);
  execute(documents, place, { cells: [cell.id], placement: { split } });
}

/** Makes cells of their own of the chosen cell's sub-cells. */
export function separateSubCells(context: ActionContext): void {
  const cell = lastChosen(context);
  const lines = (cell && placementOf(cell).split) ?? [];
  if (!cell || lines.length === 0) return;
  execute(context.documents, writeSubCells, { cell: cell.id, lines, ids: lines.map(() => context.newId()) });
}

export function joinSubCells(context: ActionContext): void {
  execute(context.documents, place, { cells: splitCells(context), placement: { split: undefined } });
}

/** The chosen cells that are taken apart. */
export function splitCells(context: ActionContext): CellId[] {
  const { cells } = context.documents.getState().content;
  return chosenCode(context).filter((id) => cells[id] && (placementOf(cells[id]).split?.length ?? 0) > 0);
}

function lastChosen(context: ActionContext): DocumentCell | undefined {
  return context.documents.getState().content.cells[chosenCode(context).at(-1) ?? ""];
}

/** The line of the caret, or the next at which a statement begins; without a caret, where its parts meet. */
function wantedLines(context: ActionContext, cell: DocumentCell, lines: readonly number[]): readonly number[] {
  const { caret } = context.session.getState();
  if (caret?.cell === cell.id) {
    const line = cell.source.slice(0, caret.offset).split("\n").length;
    const next = lines.find((allowed) => allowed >= line) ?? lines.at(-1);
    if (line > 1 && next !== undefined) return [next];
  }
  const { constructs, subCells } = apartOfCell(context.analysis.getState().plan, cell.id);
  const branches = constructs.flatMap((construct) => construct.branches);
  const parts = branches.length > 0 ? branches : subCells;
  const between = parts.map(({ range }) => range.start.line).filter((line) => lines.includes(line));
  return between.length > 0 ? between : paragraphs(cell.source, lines);
}

/** Where a statement follows an empty line or a comment; where there is no such place, every statement. */
function paragraphs(source: string, lines: readonly number[]): readonly number[] {
  const text = source.split("\n");
  const found = lines.filter((line) => /^\s*(#|$)/.test(text[line - 2] ?? ""));
  return found.length > 0 ? found : lines;
}
