import type { Action } from "./action.ts";
import { cellActions } from "./cell-actions.ts";
import { fileActions } from "./file-actions.ts";
import { graphActions } from "./graph-actions.ts";
import { runActions } from "./run-actions.ts";
import { skeletonActions } from "./skeleton-actions.ts";
import { viewActions } from "./view-actions.ts";

/** The one table of everything a person can do. */
export const actions = {
  ...runActions,
  ...cellActions,
  ...fileActions,
  ...skeletonActions,
  ...graphActions,
  ...viewActions,
} satisfies Record<string, Action>;

export type ActionId = keyof typeof actions;

export const actionList = Object.entries(actions) as readonly (readonly [ActionId, Action])[];

export function actionOf(id: ActionId): Action {
  return actions[id];
}
