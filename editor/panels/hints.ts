import type { ActionContext } from "../actions/action.ts";
import type { ActionId } from "../actions/actions.ts";

/** Something worth knowing in the first minutes, and how it is told that the person knows it. */
export interface Hint {
  readonly id: string;
  readonly text: string;
  /** What a press on the hint does; null where it takes the mouse or the keys. */
  readonly action: ActionId | null;
  readonly known: (context: ActionContext) => boolean;
}

/** In the order in which they are shown, one at a time. */
export const hints: readonly Hint[] = [
  {
    id: "run-all",
    text: "Run all: cells that do not need each other run at the same time.",
    action: "run-all",
    known: ({ runs }) => runs.getState().current?.run != null,
  },
  {
    id: "choose",
    text: "Choose a cell to see its code, its output, and why it runs when it does.",
    action: null,
    known: ({ session }) => session.getState().selected.length > 0,
  },
  {
    id: "draw-edge",
    text: "Drag a name at a cell's foot onto another cell: the code is written for you.",
    action: null,
    known: ({ documents }) => documents.getState().undo.some((done) => done.name === "draw-edge"),
  },
  {
    id: "skeleton",
    text: "Drop a skeleton from Add on a cell, or press S: its items run at once, and you see the code before and after.",
    action: null,
    known: ({ documents }) => documents.getState().undo.some((done) => done.name === "rewrite-cell"),
  },
  {
    id: "split",
    text: "Split shows the notebook beside the canvas; both are the same file.",
    action: "view-split",
    known: ({ session }) => session.getState().view !== "canvas",
  },
  {
    id: "palette",
    text: "Ctrl+K finds everything that can be done here, with its key.",
    action: "palette",
    known: ({ session }) => session.getState().dialog === "palette",
  },
];

/** The first hint that was neither put away nor followed; null when all were. */
export function nextHint(dismissed: readonly string[]): Hint | null {
  return hints.find(({ id }) => !dismissed.includes(id)) ?? null;
}
