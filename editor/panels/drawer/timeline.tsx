import type { RunState } from "@cellweave/engine/model/run";
import { ChartGantt } from "lucide-react";
import { useEffect, useReducer, useRef } from "react";
import { context } from "../../actions/context.ts";
import { useDocument } from "../../hooks/use-document.ts";
import { useRuns } from "../../hooks/use-runs.ts";
import { useIsSelected } from "../../hooks/use-session.ts";
import { reveal } from "../../session/changes.ts";
import type { Tone } from "../../ui/badge.tsx";
import { cellTitle } from "../../ui/cell-title.ts";
import { duration } from "../../ui/duration.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { RunStateIcon, runStates } from "../../ui/run-states.tsx";
import { useVirtualRows, VirtualRows } from "../../ui/virtual-rows.tsx";
import { axisMarks, type Bar, timelineBars } from "./timeline-model.ts";

const rowHeight = 24;
const nameWidth = 220;
const timeWidth = 72;

/** When each cell ran, and what ran beside what. */
export function Timeline() {
  const run = useRuns((state) => state.current);
  if (!run || run.startedAt === null)
    return (
      <EmptyState icon={<ChartGantt aria-hidden />} title="No run to show">
        Run the notebook to see which cells run when, and which run at the same time.
      </EmptyState>
    );
  if (run.outcome !== null && timelineBars(run).length === 0)
    return (
      <EmptyState icon={<ChartGantt aria-hidden />} title="Nothing had to run">
        All results were there already. Choose "Run all without the cache" to make them again.
      </EmptyState>
    );
  return <Chart run={run} />;
}

function Chart({ run }: { readonly run: RunState }) {
  const viewport = useRef<HTMLDivElement>(null);
  const bars = timelineBars(run);
  const now = useElapsed(run);
  const length = Math.max(run.seconds ?? now, ...bars.map((bar) => bar.to ?? now), 0.01);
  const { from, to } = useVirtualRows(viewport, bars.length, rowHeight);
  const marks = Math.max(2, Math.floor(((viewport.current?.clientWidth ?? 800) - nameWidth - timeWidth) / 70));
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div
        aria-hidden
        className="flex h-6 shrink-0 border-b border-line text-[11px] text-muted"
        style={{ paddingLeft: nameWidth, paddingRight: timeWidth }}
      >
        <div className="relative flex-1">
          {axisMarks(length, Math.min(6, marks)).map((mark) => (
            <span
              key={mark}
              className="absolute top-1 -translate-x-1/2 whitespace-nowrap tabular-nums first:translate-x-0"
              style={{ left: `${(mark / length) * 100}%` }}
            >
              {mark === 0 ? "0" : duration(mark)}
            </span>
          ))}
        </div>
      </div>
      <div ref={viewport} className="min-h-0 flex-1 overflow-y-auto">
        <VirtualRows count={bars.length} height={rowHeight} from={from} to={to}>
          {(index) => {
            const bar = bars[index];
            return bar ? <BarRow key={bar.cell} bar={bar} length={length} now={now} /> : null;
          }}
        </VirtualRows>
      </div>
    </div>
  );
}

const fills: Record<Tone, string> = {
  neutral: "bg-line-strong",
  accent: "bg-accent",
  ok: "bg-ok",
  danger: "bg-danger",
  warn: "bg-warn",
  info: "bg-info",
  violet: "bg-violet",
};

function BarRow({ bar, length, now }: { readonly bar: Bar; readonly length: number; readonly now: number }) {
  const cell = useDocument((state) => state.content.cells[bar.cell]);
  const selected = useIsSelected(bar.cell);
  const end = bar.to ?? Math.max(now, bar.from);
  const { word, tone } = runStates[bar.state];
  const title = cell ? cellTitle(cell) : "A cell that is gone";
  return (
    <button
      type="button"
      aria-pressed={selected}
      aria-label={`${title}: ${word}, from ${duration(bar.from)}, took ${duration(end - bar.from)}`}
      onClick={() => reveal(context.session, bar.cell)}
      style={{ height: rowHeight }}
      className="flex w-full items-center pr-2 text-left outline-offset-[-2px] hover:bg-hover aria-pressed:bg-accent-soft"
    >
      <span className="flex shrink-0 items-center gap-1.5 truncate pr-2 pl-3 text-xs" style={{ width: nameWidth }}>
        <RunStateIcon state={bar.state} label={false} className="size-3.5" />
        <span className="truncate">{title}</span>
      </span>
      <span className="relative h-3 flex-1">
        <span
          className={`absolute inset-y-0 min-w-[3px] rounded-sm ${fills[tone]}`}
          style={{ left: `${(bar.from / length) * 100}%`, width: `${((end - bar.from) / length) * 100}%` }}
        />
      </span>
      <span className="w-16 shrink-0 text-right text-[11px] text-muted tabular-nums">{duration(end - bar.from)}</span>
    </button>
  );
}

/** Seconds since the run began, ten times a second while it goes on. */
function useElapsed(run: RunState): number {
  const [, tick] = useReducer((times: number) => times + 1, 0);
  const running = run.outcome === null;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(tick, 100);
    return () => clearInterval(timer);
  }, [running]);
  return running ? Math.max(0, (Date.now() - (run.startedAt ?? 0)) / 1000) : (run.seconds ?? 0);
}
