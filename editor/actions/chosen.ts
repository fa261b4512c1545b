import type { CellId } from "@cellweave/engine/model/flow";
import type { ActionContext } from "./action.ts";

/** The selected cells in notebook order. */
export function chosenCells({ documents, session }: ActionContext): CellId[] {
  const { selected } = session.getState();
  if (selected.length < 2) return selected.filter((id) => documents.getState().content.cells[id]);
  const chosen = new Set(selected);
  return documents.getState().content.order.filter((id) => chosen.has(id));
}

/** The selected code cells: what can run. */
export function chosenCode(context: ActionContext): CellId[] {
  const { cells } = context.documents.getState().content;
  return chosenCells(context).filter((id) => cells[id]?.kind === "code");
}

/** The cell chosen last; null without a selection. */
export function chosenCell(context: ActionContext): CellId | null {
  return context.session.getState().selected.at(-1) ?? null;
}

export const hasNotebook = ({ documents }: ActionContext) => documents.getState().path !== null;
export const hasChosen = (context: ActionContext) => chosenCells(context).length > 0;
export const hasChosenCode = (context: ActionContext) => chosenCode(context).length > 0;
