import { Group, Lightbulb, ListVideo, Rows3, SquareSplitVertical, Ungroup } from "lucide-react";
import { placementOf } from "../document/content.ts";
import { cellRun } from "../runs/runs.ts";
import { propose, showDrawer, showItem } from "../session/changes.ts";
import type { Action, ActionContext } from "./action.ts";
import { chosenCode, hasChosenCode, hasNotebook } from "./chosen.ts";

export const skeletonActions = {
  "run-apart": {
    title: "Run it apart: put a skeleton on the cell …",
    group: "Cells",
    icon: Rows3,
    shortcuts: ["S"],
    where: "cells",
    when: hasChosenCode,
    perform(context) {
      const cell = chosenCode(context).at(-1);
      if (cell) propose(context.session, { cell, skeleton: null, found: null });
    },
  },
  suggestions: {
    title: "Suggestions: what could run apart",
    group: "View",
    icon: Lightbulb,
    shortcuts: [],
    where: "anywhere",
    when: hasNotebook,
    perform: ({ session }) => showDrawer(session, "suggestions"),
  },
  items: {
    title: "Items of the cell's skeleton",
    group: "View",
    icon: ListVideo,
    shortcuts: ["I"],
    where: "cells",
    when: (context) => callsOf(context) > 0,
    perform(context) {
      const cell = chosenCode(context).at(-1);
      if (cell) showItem(context.session, { cell, call: callsOf(context) - 1, index: null });
    },
  },
  "split-apart": {
    title: "Split into sub-cells that run apart",
    group: "Edit",
    icon: SquareSplitVertical,
    shortcuts: [],
    where: "anywhere",
    when: hasChosenCode,
    perform: async (context) => (await loadSubCells()).splitApart(context),
  },
  "join-sub-cells": {
    title: "Join the sub-cells",
    group: "Edit",
    icon: Group,
    shortcuts: [],
    where: "anywhere",
    when: hasSplit,
    perform: async (context) => (await loadSubCells()).joinSubCells(context),
  },
  "write-sub-cells": {
    title: "Write the sub-cells as separate cells",
    group: "Edit",
    icon: Ungroup,
    shortcuts: [],
    where: "anywhere",
    when: hasSplit,
    perform: async (context) => (await loadSubCells()).separateSubCells(context),
  },
} satisfies Record<string, Action>;

const loadSubCells = () => import("./sub-cells.ts");

function hasSplit(context: ActionContext): boolean {
  const { cells } = context.documents.getState().content;
  return chosenCode(context).some((id) => cells[id] && placementOf(cells[id]).split !== undefined);
}

function callsOf(context: ActionContext): number {
  const cell = chosenCode(context).at(-1);
  return cell === undefined ? 0 : (cellRun(context.runs.getState(), cell).calls?.length ?? 0);
}
