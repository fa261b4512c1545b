import type { CellId } from "@cellweave/engine/model/flow";
import { NotebookText } from "lucide-react";
import { useLayoutEffect, useReducer, useRef } from "react";
import { useAction } from "../actions/use-action.ts";
import type { DocumentCell } from "../document/content.ts";
import { useDocument } from "../hooks/use-document.ts";
import { useFocusedCell } from "../hooks/use-session.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import type { EditorSlot } from "./inspector.tsx";
import { NotebookCell } from "./notebook/notebook-cell.tsx";
import { pressKey } from "./notebook/press-key.ts";
import { offsetOf, rowsInSight } from "./notebook/row-window.ts";
import { useRowHeights } from "./notebook/use-row-heights.ts";

/** The notebook as Jupyter shows it, cell below cell; only cells in sight are in the page. */
export function NotebookView({ editor }: { readonly editor: EditorSlot }) {
  const order = useDocument((state) => state.content.order);
  const add = useAction("add-code");
  if (order.length === 0)
    return (
      <EmptyState
        icon={<NotebookText aria-hidden />}
        title="An empty notebook"
        action={<Button onClick={add.run}>Add a code cell</Button>}
      >
        Press B to add a cell below, A above, M for text.
      </EmptyState>
    );
  return <Cells order={order} editor={editor} />;
}

function Cells({ order, editor }: { readonly order: readonly CellId[]; readonly editor: EditorSlot }) {
  const viewport = useRef<HTMLElement>(null);
  const { measure, known } = useRowHeights();
  const estimate = useEstimate();
  const heights = order.map((id) => known(id) ?? estimate(id));
  const { top, bottom } = useScroll(viewport);
  const { from, to, above, below } = rowsInSight(heights, top, bottom);
  const focused = useFocusedCell();
  useShowChosen(viewport, order, heights, focused);
  const tabbable = focused !== null && order.includes(focused) ? focused : order[0];
  return (
    <section
      ref={viewport}
      aria-label="Notebook"
      data-focus="cells"
      onKeyDown={pressKey}
      className="h-full min-h-0 flex-1 overflow-y-auto bg-canvas py-3"
    >
      <div className="mx-auto max-w-4xl">
        <div style={{ height: above }} />
        {order.slice(from, to).map((id) => (
          <NotebookCell key={id} id={id} editor={editor} measure={measure} tabbable={id === tabbable} />
        ))}
        <div style={{ height: below }} />
      </div>
    </section>
  );
}

const lineHeight = 18;

const estimates = new WeakMap<DocumentCell, number>();

/** How high a cell will be, from its lines, until it has been drawn once. */
function useEstimate(): (id: CellId) => number {
  const cells = useDocument((state) => state.content.cells);
  return (id) => {
    const cell = cells[id];
    if (!cell) return 0;
    const known = estimates.get(cell) ?? estimateOf(cell);
    estimates.set(cell, known);
    return known;
  };
}

function estimateOf({ source, outputs }: DocumentCell): number {
  const lines = Math.min(28, Math.max(2, source.split("\n").length));
  return lines * lineHeight + 34 + (outputs.length > 0 ? 120 : 0);
}

function useScroll(viewport: { readonly current: HTMLElement | null }): { top: number; bottom: number } {
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  useLayoutEffect(() => {
    const element = viewport.current;
    if (!element) return;
    const observer = new ResizeObserver(redraw);
    observer.observe(element);
    element.addEventListener("scroll", redraw, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", redraw);
    };
  }, [viewport]);
  const top = viewport.current?.scrollTop ?? 0;
  return { top, bottom: top + (viewport.current?.clientHeight ?? 900) };
}

/** Brings a cell that is chosen, here or on the canvas, into sight; again when it is drawn and its place is known. */
function useShowChosen(
  viewport: { readonly current: HTMLElement | null },
  order: readonly CellId[],
  heights: readonly number[],
  focused: CellId | null,
): void {
  const shown = useRef<CellId | null>(null);
  useLayoutEffect(() => {
    const element = viewport.current;
    const row = focused === null ? -1 : order.indexOf(focused);
    if (!element || row < 0 || shown.current === focused) return;
    const drawn = [...element.querySelectorAll<HTMLElement>("[data-node-id]")].find(
      (cell) => cell.dataset.nodeId === focused,
    );
    if (drawn) {
      shown.current = focused;
      drawn.scrollIntoView({ block: "nearest" });
    } else element.scrollTop = offsetOf(heights, row) - 12;
  });
}
