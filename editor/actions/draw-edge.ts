import type { CellId } from "@cellweave/engine/model/flow";
import { drawEdge } from "../document/commands/draw-edge.ts";
import { execute } from "../document/document.ts";
import { edgeWritings } from "../document/edge-writings.ts";
import type { ActionContext } from "./action.ts";

/** Draws an edge, or asks how to write it where there is more than one way. */
export function connectCells(context: ActionContext, from: CellId, to: CellId, value: string | null): void {
  const { analysis, documents, session, tell } = context;
  if (from === to) return;
  const { choices, already } = edgeWritings(analysis.getState().graph, from, to, value);
  if (already) {
    tell({ tone: "info", title: "The cells are connected already.", hint: "The Why tab says by which names." });
    return;
  }
  const [only] = choices;
  if (choices.length === 1 && only) execute(documents, drawEdge, { from, to, writing: only });
  else session.setState({ dialog: "connect", connecting: { from, value, to } });
}
