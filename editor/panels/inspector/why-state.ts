import type { ShownState } from "../../ui/run-states.tsx";

/** What each state means, where the run gave no reason of its own. */
export const whyState: Record<ShownState, string> = {
  "not-run": "It has not run since the notebook was opened.",
  queued: "It waits for the cells that it needs, or for a free place.",
  running: "Everything it needs was there, so it runs.",
  done: "It ran with what its cells above made.",
  cached: "Neither its code nor its inputs changed, so its earlier result was used.",
  failed: "It raised an error. Cells that need what it makes were skipped.",
  skipped: "A cell that it needs failed, so it did not run.",
  cancelled: "The run was cancelled before it finished.",
  lost: "Its process is gone and left no result.",
  stale: "What it shows is older than its code or its inputs.",
};
