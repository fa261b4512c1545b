import type { CellId } from "@cellweave/engine/model/flow";
import type { CellFacts } from "@cellweave/engine/model/graph";
import type { CellRun } from "@cellweave/engine/model/run";
import { transferInWords } from "@cellweave/engine/model/transfer-in-words";
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { Code, FileText, Play, Text, TriangleAlert } from "lucide-react";
import { lazy, memo, Suspense } from "react";
import { context } from "../actions/context.ts";
import { startRun } from "../actions/start-run.ts";
import { neighbours } from "../document/analysis.ts";
import { apartCells } from "../document/constructs.ts";
import { type DocumentCell, placementOf } from "../document/content.ts";
import { useAnalysis } from "../hooks/use-analysis.ts";
import { useCell } from "../hooks/use-document.ts";
import { useCellRun, useCellStatus, useRuns, useStaleReason } from "../hooks/use-runs.ts";
import { useIsSelected, useSession } from "../hooks/use-session.ts";
import { cellRun } from "../runs/runs.ts";
import { CacheBadge } from "../ui/cache-badge.tsx";
import { classNames } from "../ui/class-names.ts";
import { CodeView } from "../ui/code/code-view.tsx";
import { OutputPreview } from "../ui/output/output-preview.tsx";
import { RunStateBadge, RunStateIcon, runStates } from "../ui/run-states.tsx";
import { goingCall, itemsShare } from "../ui/skeletons/item-progress.ts";
import type { CellNodeType } from "./flow-nodes.ts";
import { mostValues, portId } from "./flow-nodes.ts";
import { apartHeight, hasOutputRoom, mostLines, outputHeight } from "./layout/measure.ts";
import { excerpt, nodeTitle } from "./node-title.ts";
import { RunTime } from "./run-time.tsx";

// Most notebooks run nothing apart.
const ApartStrip = lazy(() => import("./apart-strip.tsx").then((file) => ({ default: file.ApartStrip })));

/** A cell on the canvas, as much of it as can be read at the present zoom. */
export const CellNode = memo(function CellNode({ id, data }: NodeProps<CellNodeType>) {
  const cell = useCell(id);
  const detail = useSession((state) => state.detail);
  const selected = useIsSelected(id);
  const status = useCellStatus(id);
  const facts = useAnalysis((state) => neighbours(state.graph).facts[id]);
  if (!cell) return null;
  const isCode = cell.kind === "code";
  return (
    <>
      <Anchors />
      <article
        id={`node-${id}`}
        data-node-id={id}
        data-state={isCode ? status : undefined}
        aria-label={`Cell ${data.number}: ${nodeTitle(cell, facts)}${isCode ? `, ${runStates[status].word}` : ""}`}
        className={classNames("cw-node cw-node-grip", selected && "cw-node-selected", !isCode && "cw-node-note")}
      >
        {detail === "full" ? (
          <FullNode cell={cell} number={data.number} facts={facts} />
        ) : (
          <TitleNode cell={cell} facts={facts} />
        )}
      </article>
    </>
  );
});

/** Where edges end. They are told to React Flow too, for nodes that are out of view. */
function Anchors() {
  return (
    <>
      <Handle type="target" position={Position.Top} id="in" isConnectable={false} className="cw-anchor" />
      <Handle
        type="target"
        position={Position.Left}
        id="in-left"
        isConnectable={false}
        className="cw-anchor cw-anchor-side"
      />
      <Handle type="source" position={Position.Bottom} id="out" isConnectable={false} className="cw-anchor" />
      <Handle
        type="source"
        position={Position.Right}
        id="out-right"
        isConnectable={false}
        className="cw-anchor cw-anchor-side"
      />
    </>
  );
}

function TitleNode({ cell, facts }: { readonly cell: DocumentCell; readonly facts: CellFacts | undefined }) {
  const status = useCellStatus(cell.id);
  return (
    <div className="cw-node-title flex h-full flex-col justify-center gap-2 px-4">
      <div className="line-clamp-2 text-[27px] leading-tight font-semibold">{nodeTitle(cell, facts)}</div>
      {cell.kind === "code" ? (
        <div className="flex items-center gap-2 text-[22px] text-muted">
          <RunStateIcon state={status} label={false} className="size-6" />
          {runStates[status].word}
          <ItemsBar id={cell.id} />
        </div>
      ) : null}
    </div>
  );
}

/** How far the items of what runs apart are, where there is room for few words. */
function ItemsBar({ id }: { readonly id: CellId }) {
  const run = useCellRun(id);
  const share = itemsShare(run);
  const { done, total } = goingCall(run.calls) ?? { done: 0, total: null };
  if (share === null) return null;
  return (
    <>
      <span aria-hidden className="h-2.5 min-w-6 flex-1 overflow-hidden rounded-full bg-hover">
        <span
          style={{ width: `${share.done * 100}%` }}
          className={classNames("block h-full", share.failed ? "bg-danger" : "bg-accent")}
        />
      </span>
      <span data-testid="items-count" className="shrink-0 tabular-nums">
        {run.state === "running" ? `${done} / ${total}` : "some failed"}
      </span>
    </>
  );
}

const kindIcons = { code: Code, markdown: FileText, raw: Text };

function FullNode({
  cell,
  number,
  facts,
}: {
  readonly cell: DocumentCell;
  readonly number: number;
  readonly facts: CellFacts | undefined;
}) {
  const isCode = cell.kind === "code";
  const Icon = kindIcons[cell.kind];
  return (
    <>
      <header className="flex h-[38px] shrink-0 items-center gap-2 pr-1.5 pl-3">
        <Icon aria-hidden className="size-3.5 shrink-0 text-muted" />
        <span className="shrink-0 text-[11px] text-muted tabular-nums">{number}</span>
        <span className="min-w-0 flex-1 truncate font-medium" title={nodeTitle(cell, facts)}>
          {nodeTitle(cell, facts)}
        </span>
        {isCode ? <Status id={cell.id} /> : null}
        {isCode ? <RunButton id={cell.id} number={number} /> : null}
      </header>
      <div className="min-h-0 flex-1 overflow-hidden border-t border-line bg-sunken px-3 py-2">
        {isCode ? (
          <CodeView source={excerpt(cell.source)} lines={mostLines} />
        ) : (
          <div className="line-clamp-6 whitespace-pre-line text-muted">{cell.source.trim()}</div>
        )}
      </div>
      {isCode ? <RunsApart id={cell.id} /> : null}
      {hasOutputRoom(cell) ? <Output cell={cell} /> : null}
      {isCode ? <Footer cell={cell} facts={facts} /> : null}
    </>
  );
}

/** Items that come although nothing said so take their room from the code. */
function RunsApart({ id }: { readonly id: CellId }) {
  const planned = useAnalysis((state) => apartCells(state.plan).has(id));
  const called = useRuns((state) => cellRun(state, id).calls !== undefined);
  if (!planned && !called) return null;
  return (
    <Suspense fallback={<div style={{ height: apartHeight }} className="shrink-0" />}>
      <ApartStrip id={id} />
    </Suspense>
  );
}

function Status({ id }: { readonly id: CellId }) {
  const status = useCellStatus(id);
  const stale = useStaleReason(id);
  const { reason } = useCellRun(id);
  return (
    <span title={(status === "stale" ? stale : reason) ?? undefined}>
      <RunStateBadge state={status} />
    </span>
  );
}

function RunButton({ id, number }: { readonly id: CellId; readonly number: number }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={`Run cell ${number}`}
      title="Run this cell (Shift+Enter)"
      className="nodrag flex size-6 shrink-0 items-center justify-center rounded text-muted hover:bg-hover hover:text-accent"
      onClick={(event) => {
        event.stopPropagation();
        void startRun(context, { kind: "selected", cells: [id] });
      }}
    >
      <Play aria-hidden className="size-3.5" />
    </button>
  );
}

function Output({ cell }: { readonly cell: DocumentCell }) {
  const run = useCellRun(cell.id);
  const outputs =
    run.state === "not-run" || (run.outputs.length === 0 && run.state === "queued") ? cell.outputs : run.outputs;
  return (
    <div
      data-testid="node-output"
      style={{ height: outputHeight }}
      className="flex shrink-0 items-start overflow-hidden border-t border-line px-3 py-2"
    >
      {outputs.length > 0 ? (
        <OutputPreview outputs={outputs} lines={4} />
      ) : (
        <span className="text-[11px] text-muted">{quietWords(run)}</span>
      )}
    </div>
  );
}

/** A cell that waits for memory, or for anything else, says so where its output will be. */
function quietWords({ state, reason, preparing }: CellRun): string {
  if (preparing !== undefined) return transferInWords(preparing);
  if (state === "running") return "No output so far";
  return (state === "queued" && reason) || "No output yet";
}

function Footer({ cell, facts }: { readonly cell: DocumentCell; readonly facts: CellFacts | undefined }) {
  const values = facts ? [...facts.writes, ...facts.maybeWrites].filter((name) => name !== "*") : [];
  const { environment, cache } = placementOf(cell);
  const more = values.length - mostValues;
  return (
    <footer className="flex h-[30px] shrink-0 items-center gap-1 overflow-hidden border-t border-line px-2 text-[11px] text-muted">
      {values.slice(0, mostValues).map((name) => (
        <ValuePort key={name} name={name} />
      ))}
      {more > 0 ? <span title={values.slice(mostValues).join(", ")}>+{more}</span> : null}
      {values.length === 0 ? <ValuePort name={null} /> : null}
      <span className="ml-auto flex shrink-0 items-center gap-1.5">
        {facts?.parses === false ? (
          <TriangleAlert aria-label="Not valid Python" className="size-3.5 text-danger" />
        ) : null}
        <CacheBadge cache={cache} />
        {environment ? <span className="rounded bg-info-soft px-1.5 text-info">{environment}</span> : null}
        <RunTime id={cell.id} />
      </span>
    </footer>
  );
}

/** A value that can be dragged onto another cell; without a value, order alone. */
function ValuePort({ name }: { readonly name: string | null }) {
  return (
    <Handle
      type="source"
      position={Position.Bottom}
      id={portId(name)}
      data-port={name ?? "order"}
      title={
        name === null ? "Drag onto a cell that must run after this one" : `Drag ${name} onto a cell that shall use it`
      }
      className="cw-port nodrag"
    >
      {name ?? "then"}
    </Handle>
  );
}
