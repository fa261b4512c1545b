import { useSyncExternalStore } from "react";
import type { Action, ActionContext } from "./action.ts";
import { type ActionId, actionOf } from "./actions.ts";
import { context } from "./context.ts";
import { canPerform, perform } from "./perform.ts";
import { shortcutOf } from "./shortcuts.ts";

const stores = [context.documents, context.session, context.runs, context.analysis];

function subscribe(changed: () => void): () => void {
  const stops = stores.map((store) => store.subscribe(changed));
  return () => {
    for (const stop of stops) stop();
  };
}

/** Something told from all that the page knows; draws again when it changes. */
export function useAnyState<Slice extends string | number | boolean | null>(
  slice: (all: ActionContext) => Slice,
): Slice {
  return useSyncExternalStore(subscribe, () => slice(context));
}

export interface UsableAction {
  readonly action: Action;
  readonly shortcut: string | undefined;
  readonly enabled: boolean;
  readonly run: () => void;
}

/** The action as a button or menu item needs it; draws again when it becomes possible or impossible. */
export function useAction(id: ActionId): UsableAction {
  const enabled = useAnyState(() => canPerform(id));
  return { action: actionOf(id), shortcut: shortcutOf(id), enabled, run: () => perform(id) };
}
