import type { CellId } from "@cellweave/engine/model/flow";
import { Play } from "lucide-react";
import { lazy, type MouseEvent, memo, Suspense, useEffect, useRef } from "react";
import { context } from "../../actions/context.ts";
import { apartCells } from "../../document/constructs.ts";
import { useAnalysis } from "../../hooks/use-analysis.ts";
import { useCell, useDocument } from "../../hooks/use-document.ts";
import { useCellRun, useCellStatus, useRuns } from "../../hooks/use-runs.ts";
import { useIsSelected, useSession } from "../../hooks/use-session.ts";
import { cellRun } from "../../runs/runs.ts";
import { select, toggleSelected } from "../../session/changes.ts";
import { cellTitle } from "../../ui/cell-title.ts";
import { classNames } from "../../ui/class-names.ts";
import { duration } from "../../ui/duration.ts";
import { MarkdownView } from "../../ui/output/markdown-view.tsx";
import { OutputList } from "../../ui/output/output-list.tsx";
import { RunStateIcon, runStates } from "../../ui/run-states.tsx";
import type { EditorSlot } from "../inspector.tsx";
import { useShownOutputs } from "../shown-outputs.ts";
import { runChosen } from "./press-key.ts";

// Most notebooks run nothing apart.
const ItemsBar = lazy(() => import("./items-bar.tsx").then((file) => ({ default: file.ItemsBar })));

interface NotebookCellProps {
  readonly id: CellId;
  readonly editor: EditorSlot;
  readonly measure: (element: HTMLElement | null) => (() => void) | undefined;
  /** The one cell that Tab reaches. */
  readonly tabbable: boolean;
}

/** A cell as a notebook shows it: its text as it reads, or its code and what that showed. */
export const NotebookCell = memo(function NotebookCell({ id, editor, measure, tabbable }: NotebookCellProps) {
  const cell = useCell(id);
  const selected = useIsSelected(id);
  const index = useDocument((state) => state.content.order.indexOf(id));
  const element = useRef<HTMLElement | null>(null);
  useFocusWhenChosen(id, element);
  if (!cell) return null;
  const choose = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey) toggleSelected(context.session, id);
    else if (!selected) select(context.session, [id]);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the notebook has the keyboard for all of its cells.
    <article
      ref={(found) => {
        element.current = found;
        return measure(found);
      }}
      data-node-id={id}
      aria-label={`Cell ${index + 1}: ${cellTitle(cell)}`}
      aria-current={selected ? "true" : undefined}
      tabIndex={tabbable ? 0 : -1}
      onClick={choose}
      className={classNames(
        "flex gap-2 rounded-lg border-l-[3px] py-1.5 pr-3 pl-1 outline-offset-[-2px]",
        selected ? "border-accent" : "border-transparent",
      )}
    >
      <Gutter id={id} code={cell.kind === "code"} />
      <div className="min-w-0 flex-1">
        {cell.kind === "markdown" ? (
          <Text id={id} source={cell.source} editor={editor} index={index} />
        ) : (
          <Code id={id} editor={editor} index={index} />
        )}
      </div>
    </article>
  );
});

function Gutter({ id, code }: { readonly id: CellId; readonly code: boolean }) {
  const status = useCellStatus(id);
  const run = useCellRun(id);
  const count = useCell(id)?.executionCount;
  const shown = run.executionCount ?? count;
  if (!code) return <div className="w-12 shrink-0" />;
  return (
    <div className="group flex w-12 shrink-0 flex-col items-center gap-1 pt-1.5">
      <button
        type="button"
        tabIndex={-1}
        aria-label="Run this cell"
        title={runStates[status].word}
        onClick={(event) => {
          event.stopPropagation();
          select(context.session, [id]);
          runChosen("stay");
        }}
        className="relative flex size-6 items-center justify-center rounded-md hover:bg-hover"
      >
        <RunStateIcon state={status} className="group-hover:opacity-0" />
        <Play aria-hidden className="absolute size-4 opacity-0 group-hover:opacity-100" />
      </button>
      <span className="font-mono text-[11px] text-muted">[{run.state === "running" ? "*" : (shown ?? " ")}]</span>
      {run.seconds === null ? null : (
        <span className="text-[10px] text-muted tabular-nums">{duration(run.seconds)}</span>
      )}
    </div>
  );
}

function Code({ id, editor, index }: { readonly id: CellId; readonly editor: EditorSlot; readonly index: number }) {
  const outputs = useShownOutputs(id);
  const editing = useSession((state) => state.editing === id);
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      {editor({ cell: id, label: `Source of cell ${index + 1}`, autoFocus: editing, onLeave: leave, onRun: runChosen })}
      <RunsApart id={id} />
      {outputs.length > 0 ? (
        <div className="border-t border-line py-1">
          <OutputList outputs={outputs} label={`Output of cell ${index + 1}`} />
        </div>
      ) : null}
    </div>
  );
}

function RunsApart({ id }: { readonly id: CellId }) {
  const planned = useAnalysis((state) => apartCells(state.plan).has(id));
  const called = useRuns((state) => cellRun(state, id).calls !== undefined);
  if (!planned && !called) return null;
  return (
    <Suspense>
      <ItemsBar id={id} />
    </Suspense>
  );
}

function Text({
  id,
  source,
  editor,
  index,
}: {
  readonly id: CellId;
  readonly source: string;
  readonly editor: EditorSlot;
  readonly index: number;
}) {
  const editing = useSession((state) => state.editing === id);
  const attachments = useCell(id)?.attachments;
  if (editing)
    return (
      <div className="overflow-hidden rounded-lg border border-line">
        {editor({ cell: id, label: `Text of cell ${index + 1}`, autoFocus: true, onLeave: leave, onRun: runChosen })}
      </div>
    );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter on the cell does the same.
    <div onDoubleClick={() => context.session.setState({ editing: id })} className="px-1 py-1 text-sm">
      {source.trim() ? (
        <MarkdownView source={source} attachments={attachments} />
      ) : (
        <p className="text-muted">Empty text. Press Enter to write.</p>
      )}
    </div>
  );
}

function leave(): void {
  context.session.setState({ editing: null });
}

/** The chosen cell takes the focus when the focus was in the notebook, so that arrows go on from there. */
function useFocusWhenChosen(id: CellId, element: { readonly current: HTMLElement | null }): void {
  const focused = useSession((state) => state.selected.at(-1) === id && state.editing === null);
  useEffect(() => {
    const now = document.activeElement;
    const inside = element.current?.parentElement?.contains(now) || now === document.body;
    if (focused && inside && !element.current?.contains(now)) element.current?.focus({ preventScroll: true });
  }, [focused, element]);
}
