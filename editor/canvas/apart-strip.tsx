import type { CellId } from "@cellweave/engine/model/flow";
import type { CellRunState } from "@cellweave/engine/model/run";
import type { Construct } from "@cellweave/engine/model/skeleton";
import { context } from "../actions/context.ts";
import { placementOf } from "../document/content.ts";
import { useApart } from "../hooks/use-analysis.ts";
import { useCell } from "../hooks/use-document.ts";
import { useCellRun } from "../hooks/use-runs.ts";
import { showItem } from "../session/changes.ts";
import { runStates } from "../ui/run-states.tsx";
import { constructWords } from "../ui/skeletons/construct-words.ts";
import { failedItems, goingCall } from "../ui/skeletons/item-progress.ts";
import { ItemsProgress } from "../ui/skeletons/items-progress.tsx";
import { SkeletonChips } from "../ui/skeletons/skeleton-chips.tsx";
import { apartHeight } from "./layout/measure.ts";

/** What of the cell runs apart: its skeletons, how far their items are, and its sub-cells. */
export function ApartStrip({ id }: { readonly id: CellId }) {
  const { constructs } = useApart(id);
  const { calls = [], state } = useCellRun(id);
  const going = goingCall(calls);
  const failed = going ? failedItems(going.items) : 0;
  return (
    <div
      data-testid="apart"
      style={{ height: apartHeight }}
      className="flex shrink-0 flex-col justify-center gap-1 overflow-hidden border-t border-line px-3 text-[11px]"
    >
      <div className="flex min-w-0 items-center gap-1.5">
        <SkeletonChips constructs={constructs} label={going?.label ?? null} />
        <Compartments id={id} />
        {failed > 0 ? <span className="shrink-0 font-medium text-danger">{failed} failed</span> : null}
      </div>
      {going ? (
        <ItemsProgress
          call={going}
          running={state === "running"}
          onPick={(index) => showItem(context.session, { cell: id, call: calls.indexOf(going), index })}
        />
      ) : (
        <Quiet constructs={constructs} />
      )}
    </div>
  );
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
