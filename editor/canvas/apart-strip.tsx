import type { CellId } from "@cellweave/engine/model/flow";
import type { CellRunState, SkeletonCall } from "@cellweave/engine/model/run";
import type { Construct } from "@cellweave/engine/model/skeleton";
import { useEffect, useMemo, useState } from "react";
import { context } from "../actions/context.ts";
import { placementOf } from "../document/content.ts";
import { useApart } from "../hooks/use-analysis.ts";
import { useCell } from "../hooks/use-document.ts";
import { useCellRun } from "../hooks/use-runs.ts";
import { heatBins, itemTimes, paceOf } from "../runs/item-progress.ts";
import { showItem } from "../session/changes.ts";
import { HeatStrip } from "../ui/heat-strip.tsx";
import { paceWords, timesWords } from "../ui/item-words.ts";
import { runStates } from "../ui/run-states.tsx";
import { constructWords } from "../ui/skeletons/construct-words.ts";
import { SkeletonPicture } from "../ui/skeletons/pictures.tsx";
import { apartHeight } from "./layout/measure.ts";

/** What of the cell runs apart: its skeletons, how far their items are, and its sub-cells. */
export function ApartStrip({ id }: { readonly id: CellId }) {
  const { constructs } = useApart(id);
  const { calls = [], state } = useCellRun(id);
  // The sections of a fork are no items that one waits for one after the other.
  const going = calls.findLast(({ label }) => !/^fork\b/.test(label));
  const failed = useMemo(() => failedItems(going), [going]);
  return (
    <div
      data-testid="apart"
      style={{ height: apartHeight }}
      className="flex shrink-0 flex-col justify-center gap-1 overflow-hidden border-t border-line px-3 text-[11px]"
    >
      <div className="flex min-w-0 items-center gap-1.5">
        <Chips constructs={constructs} label={going?.label ?? null} />
        <Compartments id={id} />
        {failed > 0 ? <span className="shrink-0 font-medium text-danger">{failed} failed</span> : null}
      </div>
      {going ? (
        <Items id={id} call={going} number={calls.indexOf(going)} running={state === "running"} />
      ) : (
        <Quiet constructs={constructs} />
      )}
    </div>
  );
}

function Chips({ constructs, label }: { readonly constructs: readonly Construct[]; readonly label: string | null }) {
  const [first, ...more] = constructs;
  if (!first) return label === null ? null : <span className="truncate font-medium">{label}</span>;
  return (
    <>
      <span className="inline-flex h-[18px] min-w-0 items-center gap-1 rounded bg-accent-soft pr-1.5 pl-0.5 font-medium text-accent">
        <SkeletonPicture skeleton={first.skeleton} className="h-4 w-6 shrink-0" />
        <span className="truncate">{label ?? first.skeleton}</span>
      </span>
      {more.length > 0 ? (
        <span className="shrink-0 text-muted" title={more.map(({ skeleton }) => skeleton).join(", ")}>
          +{more.length}
        </span>
      ) : null}
      {first.origin === "found" ? (
        <span className="shrink-0 text-muted" title="Found and proved: the code itself does not ask for it.">
          found
        </span>
      ) : null}
    </>
  );
}

function failedItems(call: SkeletonCall | undefined): number {
  return call?.items.reduce((sum, { error }) => sum + (error === undefined ? 0 : 1), 0) ?? 0;
}

function Items({
  id,
  call,
  number,
  running,
}: {
  readonly id: CellId;
  readonly call: SkeletonCall;
  readonly number: number;
  readonly running: boolean;
}) {
  const { done, total, items } = call;
  const now = useNow(running && (total === null || done < total));
  const bins = useMemo(() => heatBins(items, total, 120), [items, total]);
  const times = useMemo(() => itemTimes(items), [items]);
  const words = paceWords(paceOf(call, running ? now : null));
  return (
    <>
      <div className="flex items-center gap-2">
        <div
          role="progressbar"
          aria-label={`Items of ${call.label}`}
          aria-valuenow={done}
          aria-valuemin={0}
          aria-valuemax={total ?? undefined}
          aria-valuetext={words}
          className="h-1.5 min-w-8 flex-1 overflow-hidden rounded-full bg-hover"
        >
          <div
            style={{ width: `${total ? Math.min(100, (done / total) * 100) : 0}%` }}
            className="h-full rounded-full bg-accent"
          />
        </div>
        <span data-testid="pace" className="max-w-[80%] shrink-0 truncate tabular-nums">
          {words}
        </span>
      </div>
      <HeatStrip
        bins={bins}
        tabIndex={-1}
        height={10}
        label={`Times of items: ${times ? timesWords(times) : "none ended yet"}. Shows the items.`}
        onPick={(bin) => showItem(context.session, { cell: id, call: number, index: bin.ended > 0 ? bin.from : null })}
      />
    </>
  );
}

/** Seconds tick while items run, so that the time left does. */
function useNow(ticking: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}

function Quiet({ constructs }: { readonly constructs: readonly Construct[] }) {
  const [first] = constructs;
  return first ? <span className="truncate text-muted">{constructWords(first)}</span> : null;
}

/** The pieces of a cell whose author took it apart, each with its lines and its state. */
function Compartments({ id }: { readonly id: CellId }) {
  const cell = useCell(id);
  const { parts } = useCellRun(id);
  const split = cell ? placementOf(cell).split : undefined;
  if (!cell || !split?.length) return <span className="flex-1" />;
  const lines = cell.source.split("\n").length;
  const starts = [1, ...split.toSorted((left, right) => left - right)];
  return (
    <div className="flex h-[18px] min-w-0 flex-1 overflow-hidden rounded border border-line" data-testid="compartments">
      {starts.map((from, at) => {
        const to = (starts[at + 1] ?? lines + 1) - 1;
        return <Compartment key={from} from={from} to={to} state={parts?.[at]} />;
      })}
    </div>
  );
}

const grounds: { readonly [state in CellRunState]?: string } = {
  running: "bg-accent-soft text-accent",
  done: "bg-ok-soft text-ok",
  cached: "bg-violet-soft text-violet",
  failed: "bg-danger-soft text-danger",
};

function Compartment({
  from,
  to,
  state,
}: {
  readonly from: number;
  readonly to: number;
  readonly state: CellRunState | undefined;
}) {
  const name = from >= to ? `line ${from}` : `lines ${from} to ${to}`;
  return (
    <span
      title={`Sub-cell of ${name}${state ? `: ${runStates[state].word}` : ""}`}
      className={`flex min-w-0 flex-1 items-center justify-center border-l border-line px-1 tabular-nums first:border-l-0 ${(state && grounds[state]) ?? "text-muted"}`}
    >
      {from >= to ? from : `${from}–${to}`}
    </span>
  );
}
