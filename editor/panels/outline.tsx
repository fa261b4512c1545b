import type { CellId } from "@cellweave/engine/model/flow";
import { ChevronDown, ChevronRight, Search } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from "react";
import { context } from "../actions/context.ts";
import { perform } from "../actions/perform.ts";
import { editSource } from "../document/commands/edit-source.ts";
import { moveCells } from "../document/commands/move-cells.ts";
import { orderedCells } from "../document/content.ts";
import { execute } from "../document/document.ts";
import { useDocument } from "../hooks/use-document.ts";
import { useSession } from "../hooks/use-session.ts";
import { reveal, select, toggleSelected } from "../session/changes.ts";
import { withHeading } from "../ui/cell-title.ts";
import { classNames } from "../ui/class-names.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Input } from "../ui/input.tsx";
import { showRow, useVirtualRows, VirtualRows } from "../ui/virtual-rows.tsx";
import { OutlineIcon } from "./outline-icon.tsx";
import { filterCells, type OutlineRow, outlineRows, treeStep } from "./outline-model.ts";

const rowHeight = 28;

/** All cells as a tree under their headings: everything the canvas can do with a cell can be done here by keyboard. */
export function Outline() {
  const content = useDocument((state) => state.content);
  const selected = useSession((state) => state.selected);
  const [closed, setClosed] = useState<ReadonlySet<CellId>>(new Set());
  const [query, setQuery] = useState("");
  const [renaming, setRenaming] = useState<CellId | null>(null);
  const rows = useMemo(() => {
    const cells = orderedCells(content);
    return outlineRows(query ? filterCells(cells, query) : cells, query ? new Set() : closed);
  }, [content, closed, query]);
  const toggle = (row: OutlineRow, open: boolean) => {
    const next = new Set(closed);
    if (open) next.delete(row.id);
    else next.add(row.id);
    setClosed(next);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="p-2">
        <Input
          label="Filter the outline"
          hideLabel
          placeholder="Filter: words, tag:…"
          icon={<Search aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      {rows.length === 0 ? (
        <EmptyState title={query ? "No cell matches" : "No cells yet"}>
          {query ? "Try fewer words." : "Add one from the palette, or press B."}
        </EmptyState>
      ) : (
        <Tree rows={rows} selected={selected} renaming={renaming} onRename={setRenaming} onToggle={toggle} />
      )}
    </div>
  );
}

interface TreeProps {
  readonly rows: readonly OutlineRow[];
  readonly selected: readonly CellId[];
  readonly renaming: CellId | null;
  readonly onRename: (id: CellId | null) => void;
  readonly onToggle: (row: OutlineRow, open: boolean) => void;
}

function Tree({ rows, selected, renaming, onRename, onToggle }: TreeProps) {
  const viewport = useRef<HTMLDivElement>(null);
  const anchor = useRef<CellId | null>(null);
  const current = rows.findIndex((row) => row.id === selected.at(-1));
  const { from, to } = useVirtualRows(viewport, rows.length, rowHeight);
  useEffect(() => showRow(viewport.current, current, rowHeight), [current]);
  const go = (index: number, extend: boolean) => {
    const row = rows[index];
    if (!row) return;
    if (extend) select(context.session, span(rows, anchor.current ?? selected.at(-1) ?? row.id, row.id));
    else {
      anchor.current = row.id;
      reveal(context.session, row.id);
    }
  };
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[current];
    if (event.key === "F2" && row?.heading) onRename(row.id);
    else {
      const step = treeStep(rows, current, event.key);
      if (!step) return;
      if ("to" in step) go(step.to, event.shiftKey);
      else onToggle(step.row, step.open);
    }
    event.preventDefault();
  };
  return (
    <div
      ref={viewport}
      role="tree"
      aria-label="Outline"
      aria-multiselectable
      aria-activedescendant={current >= from && current < to ? rowId(rows[current]?.id) : undefined}
      tabIndex={0}
      data-focus="cells"
      onKeyDown={press}
      className="min-h-0 flex-1 overflow-y-auto px-1 pb-2 outline-offset-[-2px]"
    >
      <VirtualRows count={rows.length} height={rowHeight} from={from} to={to}>
        {(index) => {
          const row = rows[index];
          return row ? (
            <TreeRow
              key={row.id}
              row={row}
              selected={selected.includes(row.id)}
              renaming={renaming === row.id}
              onRename={onRename}
              onToggle={onToggle}
              onChoose={(event) => {
                if (event.ctrlKey || event.metaKey) toggleSelected(context.session, row.id);
                else go(index, event.shiftKey);
              }}
            />
          ) : null;
        }}
      </VirtualRows>
    </div>
  );
}

function TreeRow({
  row,
  selected,
  renaming,
  onRename,
  onToggle,
  onChoose,
}: {
  readonly row: OutlineRow;
  readonly selected: boolean;
  readonly renaming: boolean;
  readonly onRename: (id: CellId | null) => void;
  readonly onToggle: (row: OutlineRow, open: boolean) => void;
  readonly onChoose: (event: MouseEvent) => void;
}) {
  const Chevron = row.expanded ? ChevronDown : ChevronRight;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keyboard for all of its rows.
    <div
      id={rowId(row.id)}
      role="treeitem"
      tabIndex={-1}
      aria-level={row.level}
      aria-setsize={row.setSize}
      aria-posinset={row.positionInSet}
      aria-expanded={row.hasChildren ? row.expanded : undefined}
      aria-selected={selected}
      data-node-id={row.id}
      draggable={false}
      onClick={onChoose}
      onDoubleClick={() => (row.heading ? onRename(row.id) : perform("edit"))}
      onPointerDown={(event) => event.button === 0 && startDrag(event.currentTarget, row.id, event.clientY)}
      style={{ height: rowHeight, paddingLeft: 4 + (row.level - 1) * 14 }}
      className={classNames(
        "flex cursor-pointer items-center gap-1.5 rounded-md pr-2 select-none hover:bg-hover aria-selected:bg-accent-soft",
        "data-[drop=true]:shadow-[0_2px_0_var(--cw-accent)]",
      )}
    >
      {row.hasChildren ? (
        <Chevron
          aria-hidden
          className="size-4 shrink-0 text-muted"
          onClick={(event) => {
            event.stopPropagation();
            onToggle(row, !row.expanded);
          }}
        />
      ) : (
        <span className="w-4 shrink-0" />
      )}
      <OutlineIcon row={row} />
      {renaming ? (
        <RenameField row={row} onDone={() => onRename(null)} />
      ) : (
        <span
          className={classNames(
            "min-w-0 flex-1 truncate",
            row.heading && "font-semibold",
            row.kind === "code" && "font-mono text-xs",
          )}
        >
          {row.title}
        </span>
      )}
      <span className="shrink-0 text-[11px] text-muted tabular-nums">{row.index + 1}</span>
    </div>
  );
}

function RenameField({ row, onDone }: { readonly row: OutlineRow; readonly onDone: () => void }) {
  const [title, setTitle] = useState(row.title);
  const keep = () => {
    const cell = context.documents.getState().content.cells[row.id];
    if (cell && title.trim() && title.trim() !== row.title)
      execute(context.documents, editSource, { cell: row.id, source: withHeading(cell.source, title.trim()) });
    onDone();
  };
  const press = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Enter") keep();
    if (event.key === "Escape") onDone();
  };
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: the person asked for this field by renaming.
      autoFocus
      aria-label={`New name of ${row.title}`}
      value={title}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTitle(event.target.value)}
      onKeyDown={press}
      onBlur={keep}
      onClick={(event) => event.stopPropagation()}
      className="h-6 min-w-0 flex-1 rounded border border-line-strong bg-surface px-1"
    />
  );
}

/** Rows are dragged by pointer events: these work with touch, and without the browser's own drag image. */
function startDrag(row: HTMLElement, id: CellId, fromY: number): void {
  let over: HTMLElement | null = null;
  const mark = (next: HTMLElement | null) => {
    over?.removeAttribute("data-drop");
    over = next;
    over?.setAttribute("data-drop", "true");
  };
  const move = (event: PointerEvent) => {
    if (Math.abs(event.clientY - fromY) < 6 && !over) return;
    const found = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("[role=treeitem]");
    mark(found && found !== row ? found : null);
  };
  const stop = () => {
    const after = over?.dataset.nodeId;
    mark(null);
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", stop);
    document.removeEventListener("pointercancel", stop);
    if (after === undefined) return;
    const { selected } = context.session.getState();
    execute(context.documents, moveCells, { cells: selected.includes(id) ? selected : [id], after });
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", stop);
  document.addEventListener("pointercancel", stop);
}

function span(rows: readonly OutlineRow[], from: CellId, to: CellId): CellId[] {
  const ends = [from, to].map((id) => rows.findIndex((row) => row.id === id));
  const [first, last] = [Math.min(...ends), Math.max(...ends)];
  const chosen = rows.slice(Math.max(0, first), last + 1).map((row) => row.id);
  return [...chosen.filter((id) => id !== to), to];
}

function rowId(id: CellId | undefined): string | undefined {
  return id === undefined ? undefined : `outline-${id}`;
}
