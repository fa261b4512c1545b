import type { CellId } from "@cellweave/engine/model/flow";
import type { CellKind } from "@cellweave/engine/model/notebook";
import {
  ArrowDown,
  ArrowUp,
  CaseSensitive,
  Code,
  CopyPlus,
  Eraser,
  FileText,
  Merge,
  Pencil,
  Pin,
  Plus,
  RefreshCcwDot,
  Scissors,
  Trash2,
} from "lucide-react";
import { addCell } from "../document/commands/add-cell.ts";
import { deleteCells } from "../document/commands/delete-cells.ts";
import { mergeCells } from "../document/commands/merge-cells.ts";
import { moveCells } from "../document/commands/move-cells.ts";
import { place } from "../document/commands/place.ts";
import { setKind } from "../document/commands/set-kind.ts";
import { setOutputs } from "../document/commands/set-outputs.ts";
import { splitCell } from "../document/commands/split-cell.ts";
import { placementOf } from "../document/content.ts";
import { execute } from "../document/document.ts";
import { openDialog, reveal, select, showInspector } from "../session/changes.ts";
import type { Action, ActionContext } from "./action.ts";
import { chosenCell, chosenCells, chosenCode, hasChosen, hasChosenCode, hasNotebook } from "./chosen.ts";

export const cellActions = {
  "add-code": {
    title: "Add a code cell below",
    group: "Cells",
    icon: Plus,
    shortcuts: ["B"],
    where: "cells",
    when: hasNotebook,
    perform: (context) => void insertCell(context, "code"),
  },
  "add-code-above": {
    title: "Add a code cell above",
    group: "Cells",
    icon: Plus,
    shortcuts: ["A"],
    where: "cells",
    when: hasNotebook,
    perform: (context) => void insertCell(context, "code", above(context)),
  },
  "add-text": {
    title: "Add a text cell below",
    group: "Cells",
    icon: FileText,
    shortcuts: ["T"],
    where: "cells",
    when: hasNotebook,
    perform: (context) => void insertCell(context, "markdown"),
  },
  "quick-add": {
    title: "Add after the selection …",
    group: "Cells",
    icon: CopyPlus,
    shortcuts: ["Ctrl+.", "/"],
    where: "not-typing",
    when: hasNotebook,
    perform: ({ session }) => openDialog(session, "quick-add", session.getState().selected.slice(-1)),
  },
  edit: {
    title: "Edit the code",
    group: "Edit",
    icon: Pencil,
    shortcuts: ["Enter", "F2"],
    where: "cells",
    when: hasChosen,
    perform(context) {
      const cell = chosenCell(context);
      if (cell) edit(context, cell);
    },
  },
  split: {
    title: "Split the cell at the caret",
    group: "Edit",
    icon: Scissors,
    shortcuts: ["Ctrl+Shift+-"],
    where: "anywhere",
    when: (context) => caretInside(context) !== null,
    perform(context) {
      const caret = caretInside(context);
      if (!caret) return;
      const lower = context.newId();
      execute(context.documents, splitCell, { cell: caret.cell, lower, at: caret.offset });
      select(context.session, [lower]);
    },
  },
  merge: {
    title: "Merge the selected cells",
    group: "Edit",
    icon: Merge,
    shortcuts: ["Shift+M"],
    where: "cells",
    when: hasChosen,
    perform(context) {
      const cells = mergeable(context);
      execute(context.documents, mergeCells, { cells });
      select(context.session, cells.slice(0, 1));
    },
  },
  delete: {
    title: "Delete the selected cells",
    group: "Edit",
    icon: Trash2,
    shortcuts: ["Delete", "Backspace"],
    where: "cells",
    when: hasChosen,
    perform(context) {
      const cells = chosenCells(context);
      const { order } = context.documents.getState().content;
      const after = order.indexOf(cells.at(-1) ?? "") + 1;
      const next = order.slice(after).find((id) => !cells.includes(id)) ?? order.findLast((id) => !cells.includes(id));
      execute(context.documents, deleteCells, { cells });
      select(context.session, next === undefined ? [] : [next]);
    },
  },
  "move-up": {
    title: "Move up",
    group: "Edit",
    icon: ArrowUp,
    shortcuts: ["Alt+ArrowUp"],
    where: "not-typing",
    when: hasChosen,
    perform: (context) => moveBy(context, -1),
  },
  "move-down": {
    title: "Move down",
    group: "Edit",
    icon: ArrowDown,
    shortcuts: ["Alt+ArrowDown"],
    where: "not-typing",
    when: hasChosen,
    perform: (context) => moveBy(context, 1),
  },
  "to-code": {
    title: "Make it a code cell",
    group: "Edit",
    icon: Code,
    shortcuts: ["Y"],
    where: "cells",
    when: hasChosen,
    perform: (context) => execute(context.documents, setKind, { cells: chosenCells(context), kind: "code" }),
  },
  "to-text": {
    title: "Make it a text cell",
    group: "Edit",
    icon: CaseSensitive,
    shortcuts: ["M"],
    where: "cells",
    when: hasChosen,
    perform: (context) => execute(context.documents, setKind, { cells: chosenCells(context), kind: "markdown" }),
  },
  pin: {
    title: "Pin the stored result, or let go of it",
    group: "Cells",
    icon: Pin,
    shortcuts: ["P"],
    where: "cells",
    when: hasChosenCode,
    perform: (context) => keepResult(context, "pin"),
  },
  "never-cache": {
    title: "Run it every time, or use stored results again",
    group: "Cells",
    icon: RefreshCcwDot,
    shortcuts: [],
    where: "anywhere",
    when: hasChosenCode,
    perform: (context) => keepResult(context, "never"),
  },
  "clear-outputs": {
    title: "Clear all outputs",
    group: "Edit",
    icon: Eraser,
    shortcuts: [],
    where: "anywhere",
    when: hasNotebook,
    perform({ documents, runs }) {
      const cells = Object.values(documents.getState().content.cells).filter((cell) => cell.kind === "code");
      const cleared = cells.map(({ id }) => ({ cell: id, outputs: [], executionCount: null }));
      execute(documents, setOutputs, { cells: cleared });
      runs.setState({ current: null, earlier: {}, ranWith: {} });
    },
  },
} satisfies Record<string, Action>;

/** Puts a cell after the selection, or at the end, selects it and shows it. */
export function insertCell(
  context: ActionContext,
  kind: CellKind,
  after: CellId | null | undefined = undefined,
  source = "",
): CellId {
  const { documents, session } = context;
  const id = context.newId();
  const { order } = documents.getState().content;
  const below = chosenCells(context).at(-1) ?? order.at(-1) ?? null;
  execute(documents, addCell, { id, kind, source, after: after === undefined ? below : after });
  reveal(session, id);
  return id;
}

/** Shows the cell's code where it can be typed, and asks for the caret. */
export function edit({ session }: ActionContext, cell: CellId): void {
  select(session, [cell]);
  if (session.getState().view === "canvas") showInspector(session, "code");
  session.setState({ editing: cell });
}

/** Sets it on all chosen cells; where all have it, takes it away. */
function keepResult(context: ActionContext, cache: "pin" | "never"): void {
  const { documents } = context;
  const cells = chosenCode(context);
  const held = documents.getState().content.cells;
  const all = cells.every((id) => held[id] && placementOf(held[id]).cache === cache);
  execute(documents, place, { cells, placement: { cache: all ? undefined : cache } });
}

function above(context: ActionContext): CellId | null {
  const { order } = context.documents.getState().content;
  return order[order.indexOf(chosenCells(context)[0] ?? "") - 1] ?? null;
}

/** One cell is merged with the one below it. */
function mergeable(context: ActionContext): CellId[] {
  const cells = chosenCells(context);
  const { order } = context.documents.getState().content;
  const [only] = cells;
  const below = order[order.indexOf(only ?? "") + 1];
  return cells.length === 1 && only && below ? [only, below] : cells;
}

function caretInside({ session, documents }: ActionContext): { cell: CellId; offset: number } | null {
  const { caret } = session.getState();
  return caret && documents.getState().content.cells[caret.cell] ? caret : null;
}

function moveBy(context: ActionContext, by: 1 | -1): void {
  const cells = chosenCells(context);
  const { order } = context.documents.getState().content;
  const first = order.indexOf(cells[0] ?? "");
  const last = order.indexOf(cells.at(-1) ?? "");
  if (by < 0 ? first <= 0 : last >= order.length - 1) return;
  const after = by < 0 ? (order[first - 2] ?? null) : (order[last + 1] ?? null);
  execute(context.documents, moveCells, { cells, after });
}
