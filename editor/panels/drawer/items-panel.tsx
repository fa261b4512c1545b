import type { CellId } from "@cellweave/engine/model/flow";
import type { ItemRun } from "@cellweave/engine/model/job";
import type { SkeletonCall } from "@cellweave/engine/model/run";
import { CircleAlert, CircleCheck, Grid3x3 } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { context } from "../../actions/context.ts";
import { useCellRun } from "../../hooks/use-runs.ts";
import { useFocusedCell, useSession } from "../../hooks/use-session.ts";
import { duration } from "../../ui/duration.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { HeatStrip } from "../../ui/heat-strip.tsx";
import { paceWords, timesWords } from "../../ui/item-words.ts";
import { LineView } from "../../ui/output/line-view.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { heatBins, type ItemFilter, itemTimes, listedItems, paceOf } from "../../ui/skeletons/item-progress.ts";
import { showRow, useVirtualRows, VirtualRows } from "../../ui/virtual-rows.tsx";

const none: readonly SkeletonCall[] = [];
const rowHeight = 26;

/** The items of the chosen cell's skeletons: how long each took, which failed, and what each printed. */
export function ItemsPanel() {
  const id = useFocusedCell();
  const chosen = useSession((state) => state.item);
  const { calls = none, state } = useCellRun(id ?? "");
  const at = chosen?.cell === id ? Math.min(chosen?.call ?? 0, calls.length - 1) : calls.length - 1;
  const call = calls[at];
  if (id === null || !call)
    return (
      <EmptyState icon={<Grid3x3 aria-hidden />} title="No items">
        Choose a cell that runs apart, and run it: each of its items is listed here with its time and its output.
      </EmptyState>
    );
  return (
    <Call
      key={`${id} ${at}`}
      cell={id}
      call={call}
      running={state === "running"}
      number={at}
      calls={calls}
      chosen={chosen?.cell === id ? chosen.index : null}
    />
  );
}

function choose(cell: CellId, call: number, index: number | null): void {
  context.session.setState({ item: { cell, call, index } });
}

function Call({
  cell,
  call,
  running,
  number,
  calls,
  chosen,
}: {
  readonly cell: CellId;
  readonly call: SkeletonCall;
  readonly running: boolean;
  readonly number: number;
  readonly calls: readonly SkeletonCall[];
  readonly chosen: number | null;
}) {
  const { items, total } = call;
  const [filter, setFilter] = useState<ItemFilter>("all");
  const bins = useMemo(() => heatBins(items, total, 400), [items, total]);
  const times = useMemo(() => itemTimes(items), [items]);
  const listed = useMemo(() => listedItems(items, filter), [items, filter]);
  const item = chosen === null ? undefined : items.find(({ index }) => index === chosen);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-3 border-b border-line px-3 py-1.5">
        {calls.length > 1 ? <CallPicker cell={cell} calls={calls} number={number} /> : null}
        <span className="font-medium">{call.label}</span>
        <span className="text-muted tabular-nums">
          {paceWords(paceOf(call, running ? call.updatedAt : null))},{" "}
          {call.workers === 1 ? "one at a time" : `${call.workers} at once`}
          {call.reused > 0 ? `, ${call.reused} taken over` : ""}
        </span>
        <span className="flex-1" />
        <Segmented
          label="Which items"
          value={filter}
          options={[
            { value: "all", label: "All" },
            { value: "failed", label: `Failed (${times?.failed ?? 0})` },
            { value: "slowest", label: "Slowest first" },
          ]}
          onChange={setFilter}
        />
      </div>
      <div className="shrink-0 px-3 py-2">
        <HeatStrip
          bins={bins}
          height={18}
          label={`Times of items: ${times ? timesWords(times) : "none ended yet"}`}
          onPick={(bin) => {
            setFilter("all");
            choose(cell, number, items.find(({ index }) => index >= bin.from && index <= bin.to)?.index ?? null);
          }}
        />
        <p className="mt-1 text-[11px] text-muted">{times ? timesWords(times) : "No item has ended yet."}</p>
      </div>
      <div className="flex min-h-0 flex-1 border-t border-line">
        <Rows cell={cell} number={number} items={listed} chosen={chosen} slowest={times?.slowest ?? 0} />
        {item ? <Detail item={item} /> : null}
      </div>
    </div>
  );
}

function CallPicker({
  cell,
  calls,
  number,
}: {
  readonly cell: CellId;
  readonly calls: readonly SkeletonCall[];
  readonly number: number;
}) {
  return (
    <label className="flex items-center gap-1.5 text-xs text-muted">
      Call
      <select
        value={number}
        onChange={(event) => choose(cell, Number(event.target.value), null)}
        className="h-7 rounded-md border border-line-strong/60 bg-surface px-1 text-text"
      >
        {calls.map(({ label }, at) => (
          <option key={at} value={at}>
            {at + 1}: {label}
          </option>
        ))}
      </select>
    </label>
  );
}

function Rows({
  cell,
  number,
  items,
  chosen,
  slowest,
}: {
  readonly cell: CellId;
  readonly number: number;
  readonly items: readonly ItemRun[];
  readonly chosen: number | null;
  readonly slowest: number;
}) {
  const viewport = useRef<HTMLDivElement>(null);
  const { from, to } = useVirtualRows(viewport, items.length, rowHeight);
  const row = chosen === null ? -1 : items.findIndex(({ index }) => index === chosen);
  useEffect(() => showRow(viewport.current, row, rowHeight), [row]);
  if (items.length === 0) return <p className="p-3 text-muted">None.</p>;
  return (
    <div ref={viewport} data-testid="items" className="min-h-0 min-w-0 flex-1 overflow-y-auto">
      <VirtualRows count={items.length} height={rowHeight} from={from} to={to}>
        {(index) => {
          const item = items[index];
          return item ? (
            <Row
              key={item.index}
              item={item}
              chosen={item.index === chosen}
              share={slowest > 0 ? item.seconds / slowest : 0}
              onChoose={() => choose(cell, number, item.index)}
            />
          ) : null;
        }}
      </VirtualRows>
    </div>
  );
}

function Row({
  item,
  chosen,
  share,
  onChoose,
}: {
  readonly item: ItemRun;
  readonly chosen: boolean;
  readonly share: number;
  readonly onChoose: () => void;
}) {
  const failed = item.error !== undefined;
  const said = item.error ?? item.output?.trimEnd().split("\n").at(-1) ?? "";
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onChoose}
      style={{ height: rowHeight }}
      className="flex w-full items-center gap-2 px-3 text-left text-xs outline-offset-[-2px] hover:bg-hover aria-pressed:bg-accent-soft"
    >
      {failed ? (
        <CircleAlert role="img" aria-label="Failed" className="size-3.5 shrink-0 text-danger" />
      ) : (
        <CircleCheck role="img" aria-label="Done" className="size-3.5 shrink-0 text-ok" />
      )}
      <span className="w-20 shrink-0 tabular-nums">Item [{item.index}]</span>
      <span className="relative hidden h-2 w-28 shrink-0 overflow-hidden rounded-sm bg-hover sm:block" aria-hidden>
        <span
          className={`absolute inset-y-0 left-0 ${failed ? "bg-danger" : "bg-accent"}`}
          style={{ width: `${Math.max(1, share * 100)}%` }}
        />
      </span>
      <span className="w-16 shrink-0 text-right text-muted tabular-nums">{duration(item.seconds)}</span>
      <span className={`min-w-0 truncate font-mono text-[11px] ${failed ? "text-danger" : "text-muted"}`}>{said}</span>
    </button>
  );
}

function Detail({ item }: { readonly item: ItemRun }) {
  return (
    <section
      aria-label={`Item [${item.index}]`}
      className="flex min-h-0 w-[45%] min-w-60 flex-col border-l border-line"
    >
      <h3 className="shrink-0 px-3 py-1.5 text-xs font-semibold">
        Item [{item.index}] <span className="font-normal text-muted">took {duration(item.seconds)}</span>
      </h3>
      {item.error === undefined ? null : (
        <p className="shrink-0 border-y border-danger/30 bg-danger-soft px-3 py-2 font-mono text-xs break-words text-danger">
          {item.error}
        </p>
      )}
      {item.output ? (
        <LineView text={item.output} label={`What item [${item.index}] printed`} tallest="fill" followEnd={false} />
      ) : (
        <p className="px-3 py-2 text-muted">It printed nothing.</p>
      )}
    </section>
  );
}
