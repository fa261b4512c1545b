import { failedCells } from "../runs/runs.ts";
import { reveal } from "../session/changes.ts";
import type { ActionContext } from "./action.ts";

/**
 * Goes to the first cell that fails in a run, while the person looks on: not while code is being typed or a dialog is
 * open, and only once in each run. The result stops it.
 */
export function watchFailures({ runs, session, documents }: ActionContext): () => void {
  let shownIn: string | null = null;
  return runs.subscribe((state, before) => {
    const run = state.current?.run ?? null;
    // A run that is loaded with its failures is history: the person asked for the notebook, not for the error.
    if (run === null || run === shownIn || before.current?.run !== run || before.loading) return;
    const failed = new Set(failedCells({ ...state, earlier: {} }));
    const first = documents.getState().content.order.find((id) => failed.has(id));
    if (first === undefined) return;
    shownIn = run;
    const { editing, dialog, page } = session.getState();
    if (editing === null && dialog === null && page === "notebook") reveal(session, first);
  });
}
