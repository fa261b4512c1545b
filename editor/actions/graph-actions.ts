import type { CellId } from "@cellweave/engine/model/flow";
import {
  ArrowLeft,
  ArrowRight,
  BoxSelect,
  ChevronDown,
  ChevronsLeft,
  ChevronsRight,
  ChevronUp,
  Spline,
  SquareDashed,
  X,
} from "lucide-react";
import { neighbours, reach } from "../document/analysis.ts";
import { reveal, select } from "../session/changes.ts";
import type { Action, ActionContext } from "./action.ts";
import { chosenCell, chosenCode, hasChosen, hasNotebook } from "./chosen.ts";

export const graphActions = {
  connect: {
    title: "Connect to another cell …",
    group: "Graph",
    icon: Spline,
    shortcuts: ["L"],
    where: "cells",
    when: (context) => chosenCode(context).length > 0,
    perform(context) {
      const from = chosenCode(context).at(-1);
      if (from) context.session.setState({ dialog: "connect", connecting: { from, value: null, to: null } });
    },
  },
  "walk-upstream": {
    title: "Go to the cell it takes from",
    group: "Graph",
    icon: ArrowLeft,
    shortcuts: ["ArrowLeft"],
    where: "canvas",
    when: hasNotebook,
    perform: (context) => walk(context, (graph, cell) => graph.into[cell]?.at(-1)?.from),
  },
  "walk-downstream": {
    title: "Go to the cell it gives to",
    group: "Graph",
    icon: ArrowRight,
    shortcuts: ["ArrowRight"],
    where: "canvas",
    when: hasNotebook,
    perform: (context) => walk(context, (graph, cell) => graph.outOf[cell]?.[0]?.to),
  },
  "walk-previous": {
    title: "Go to the cell above",
    group: "Graph",
    icon: ChevronUp,
    shortcuts: ["ArrowUp", "K"],
    where: "canvas",
    when: hasNotebook,
    perform: (context) => step(context, -1),
  },
  "walk-next": {
    title: "Go to the cell below",
    group: "Graph",
    icon: ChevronDown,
    shortcuts: ["ArrowDown", "J"],
    where: "canvas",
    when: hasNotebook,
    perform: (context) => step(context, 1),
  },
  "extend-upstream": {
    title: "Select all it depends on",
    group: "Graph",
    icon: ChevronsLeft,
    shortcuts: ["Shift+ArrowLeft"],
    where: "cells",
    when: hasChosen,
    perform: (context) => extend(context, "upstream"),
  },
  "extend-downstream": {
    title: "Select all that depends on it",
    group: "Graph",
    icon: ChevronsRight,
    shortcuts: ["Shift+ArrowRight"],
    where: "cells",
    when: hasChosen,
    perform: (context) => extend(context, "downstream"),
  },
  "select-all": {
    title: "Select all cells",
    group: "Graph",
    icon: BoxSelect,
    shortcuts: ["Ctrl+A"],
    where: "cells",
    when: hasNotebook,
    perform: ({ session, documents }) => select(session, documents.getState().content.order),
  },
  "select-stale": {
    title: "Select what is out of date",
    group: "Graph",
    icon: SquareDashed,
    shortcuts: [],
    where: "anywhere",
    when: ({ runs }) => Object.keys(runs.getState().stale).length > 0,
    perform: ({ session, runs }) => select(session, Object.keys(runs.getState().stale)),
  },
  deselect: {
    title: "Select nothing",
    group: "Graph",
    icon: X,
    shortcuts: ["Escape"],
    where: "cells",
    when: hasChosen,
    perform: ({ session }) => select(session, []),
  },
} satisfies Record<string, Action>;

type Graph = ReturnType<typeof neighbours>;

/** Along an edge; from a cell without one, along the notebook's order. */
function walk(context: ActionContext, next: (graph: Graph, cell: CellId) => CellId | undefined): void {
  const cell = chosenCell(context);
  const found = cell === null ? undefined : next(neighbours(context.analysis.getState().graph), cell);
  if (cell === null) step(context, 1);
  else if (found !== undefined) reveal(context.session, found);
}

function step(context: ActionContext, by: 1 | -1): void {
  const { order } = context.documents.getState().content;
  const at = order.indexOf(chosenCell(context) ?? "");
  const next = at < 0 ? order[0] : order[at + by];
  if (next !== undefined) reveal(context.session, next);
}

function extend({ session, analysis }: ActionContext, direction: "upstream" | "downstream"): void {
  const { selected } = session.getState();
  const found = reach(analysis.getState().graph, selected, direction);
  select(session, [...[...found].filter((id) => !selected.includes(id)), ...selected]);
}
