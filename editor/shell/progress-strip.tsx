import { CircleAlert, X } from "lucide-react";
import { useState } from "react";
import { context } from "../actions/context.ts";
import { perform } from "../actions/perform.ts";
import { firstError } from "../actions/run-actions.ts";
import { startRun } from "../actions/start-run.ts";
import { Elapsed } from "../canvas/run-time.tsx";
import { useDocument } from "../hooks/use-document.ts";
import { useRuns } from "../hooks/use-runs.ts";
import { isRunning } from "../runs/runs.ts";
import { showInspector } from "../session/changes.ts";
import { Button } from "../ui/button.tsx";
import { duration } from "../ui/duration.ts";
import { IconButton } from "../ui/icon-button.tsx";

/** How the run goes while it goes, and how it ended until that is dismissed. */
export function ProgressStrip() {
  const running = useRuns(isRunning);
  const run = useRuns((state) => state.current?.run ?? null);
  const outcome = useRuns((state) => state.current?.outcome ?? null);
  const [dismissed, setDismissed] = useState<string | null>(null);
  if (running) return <Going />;
  if (run === null || outcome === null || outcome === "succeeded" || dismissed === run) return <Spoken />;
  return <Ended onDismiss={() => setDismissed(run)} />;
}

function Going() {
  const { done, total, running, secondsLeft } = useRuns((state) => state.current?.progress) ?? none;
  const startedAt = useRuns((state) => state.current?.startedAt ?? null);
  const order = useDocument((state) => state.content.order);
  const share = total > 0 ? done / total : 0;
  const cells = running.map((id) => order.indexOf(id) + 1).filter((number) => number > 0);
  return (
    <div className="relative flex h-8 shrink-0 items-center gap-3 border-b border-line bg-accent-soft px-4 text-xs">
      <div
        role="progressbar"
        aria-label="Run"
        aria-valuenow={done}
        aria-valuemin={0}
        aria-valuemax={total}
        style={{ width: `${share * 100}%` }}
        className="absolute bottom-0 left-0 h-0.5 bg-accent transition-[width] duration-300"
      />
      <span className="font-medium">
        Cell {Math.min(done + 1, total)} of {total}
      </span>
      {startedAt === null ? null : <Elapsed since={startedAt} />}
      {cells.length > 0 ? (
        <span className="truncate text-muted">
          running: {cells.length === 1 ? "cell" : "cells"} {cells.slice(0, 6).join(", ")}
        </span>
      ) : null}
      {secondsLeft === null ? null : <span className="text-muted">about {duration(secondsLeft)} left</span>}
    </div>
  );
}

const none = { done: 0, total: 0, running: [] as readonly string[], secondsLeft: null };
const words = {
  succeeded: "The run is finished.",
  failed: "The run met an error.",
  cancelled: "The run was cancelled.",
  lost: "The run was lost: its process ended without a word.",
};

function Ended({ onDismiss }: { readonly onDismiss: () => void }) {
  const outcome = useRuns((state) => state.current?.outcome ?? "succeeded");
  const reason = useRuns((state) => {
    const cell = firstError(context)?.cell;
    return cell ? (state.current?.cells[cell]?.reason ?? null) : null;
  });
  const order = useDocument((state) => state.content.order);
  const cell = useRuns(() => firstError(context)?.cell ?? null);
  return (
    <div
      role="status"
      className="flex min-h-9 shrink-0 flex-wrap items-center gap-2 border-b border-line bg-danger-soft px-4 py-1 text-xs"
    >
      <CircleAlert aria-hidden className="size-4 text-danger" />
      <span className="font-medium">{words[outcome]}</span>
      {cell ? (
        <span className="min-w-0 truncate">
          Cell {order.indexOf(cell) + 1}
          {reason ? `: ${reason}` : ""}
        </span>
      ) : null}
      <span className="flex-1" />
      {cell ? (
        <>
          <Button size="small" onClick={() => perform("jump-to-error")}>
            Go to the error
          </Button>
          <Button size="small" onClick={() => open(cell, "code")}>
            Open code
          </Button>
          <Button size="small" onClick={() => open(cell, "why")}>
            Why
          </Button>
          <Button size="small" onClick={() => void startRun(context, { kind: "from", cells: [cell] })}>
            Run from here
          </Button>
        </>
      ) : null}
      <IconButton size="small" label="Dismiss" icon={<X aria-hidden />} onClick={onDismiss} />
    </div>
  );
}

function open(cell: string, tab: "code" | "why"): void {
  context.session.setState({ selected: [cell] });
  showInspector(context.session, tab);
}

/** A run that went well says so to a screen reader; on the screen, the cells do. */
function Spoken() {
  const outcome = useRuns((state) => state.current?.outcome ?? null);
  const seconds = useRuns((state) => state.current?.seconds ?? null);
  return (
    <div role="status" className="sr-only">
      {outcome === "succeeded" ? `The run is finished after ${duration(seconds ?? 0)}.` : ""}
    </div>
  );
}
