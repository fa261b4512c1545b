import type { RunSummary } from "@cellweave/engine/model/wire";
import { History } from "lucide-react";
import { useSyncExternalStore } from "react";
import { context } from "../actions/context.ts";
import { showRun } from "../actions/load-runs.ts";
import { useRuns } from "../hooks/use-runs.ts";
import { ago, duration } from "../ui/duration.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { RunStateIcon, type ShownState } from "../ui/run-states.tsx";

const states: Record<string, ShownState> = {
  succeeded: "done",
  failed: "failed",
  cancelled: "cancelled",
  lost: "lost",
};
const words: Record<string, string> = {
  succeeded: "Succeeded",
  failed: "Failed",
  cancelled: "Cancelled",
  lost: "Lost",
};
const scopes = { all: "All cells", selected: "Selected cells", to: "To a cell", from: "From a cell" };

/** Earlier runs of this notebook; choosing one shows what it showed. */
export function RunsHistory() {
  const history = useRuns((state) => state.history);
  const shown = useRuns((state) => state.current?.run ?? null);
  const now = useMinute();
  if (history.length === 0)
    return (
      <EmptyState icon={<History aria-hidden />} title="No runs yet">
        Press Run all. Every run is kept here with its outputs and times.
      </EmptyState>
    );
  return (
    <ul className="min-h-0 flex-1 overflow-y-auto p-2">
      {history.map((run) => (
        <li key={run.id}>
          <button
            type="button"
            aria-pressed={run.id === shown}
            onClick={() => void showRun(context, run.id)}
            className="flex w-full items-start gap-2 rounded-md px-2 py-1.5 text-left hover:bg-hover aria-pressed:bg-accent-soft"
          >
            <RunStateIcon state={states[run.outcome ?? ""] ?? "running"} label={false} className="mt-0.5" />
            <span className="min-w-0 flex-1">
              <span className="flex justify-between gap-2">
                <span className="font-medium">{words[run.outcome ?? ""] ?? "Running"}</span>
                <span className="text-xs text-muted">{ago(run.startedAt, now)}</span>
              </span>
              <span className="block text-xs text-muted">{factsOf(run)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function factsOf(run: RunSummary): string {
  const took = run.finishedAt === null ? null : duration((run.finishedAt - run.startedAt) / 1000);
  const failed = run.failed.length > 0 ? `${run.failed.length} failed` : null;
  return [scopes[run.scope.kind], `${run.cells} cells`, took, failed].filter(Boolean).join(" · ");
}

/** The time, anew each minute: enough for "5 min ago". */
function useMinute(): number {
  const minute = useSyncExternalStore(tick, () => Math.floor(Date.now() / 60_000));
  return (minute + 1) * 60_000;
}

function tick(changed: () => void): () => void {
  const timer = setInterval(changed, 10_000);
  return () => clearInterval(timer);
}
