import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { context } from "../actions/context.ts";
import { neighbours } from "../document/analysis.ts";
import { cellRun, cellStatus } from "../runs/runs.ts";
import { itemsShare } from "../ui/skeletons/item-progress.ts";
import { useTheme } from "../ui/use-theme.ts";
import { drawOverview, type Line, readColours } from "./draw-overview.ts";
import type { DrawnEdge } from "./flow-edges.ts";
import type { Layout } from "./layout/linear-layout.ts";
import { nodeTitle } from "./node-title.ts";

/** The whole notebook as one picture, drawn when the zoom is too far for anything to be read. */
export function OverviewPicture({ layout, edges }: { readonly layout: Layout; readonly edges: readonly DrawnEdge[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const flow = useStoreApi();
  const theme = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read again when the theme changes.
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext("2d");
    if (!element || !pen) return;
    const colours = readColours(element);
    const words = { lines: linesOf(edges, layout) };
    let scheduled = 0;
    const draw = () => {
      scheduled = 0;
      const { width, height, transform } = flow.getState();
      const scale = devicePixelRatio;
      if (element.width !== Math.round(width * scale) || element.height !== Math.round(height * scale)) {
        element.width = Math.round(width * scale);
        element.height = Math.round(height * scale);
      }
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      pen.clearRect(0, 0, width, height);
      const [left, top, zoom] = transform;
      drawOverview(pen, overviewOf(layout), { left, top, zoom }, colours, words);
    };
    const schedule = () => {
      scheduled ||= requestAnimationFrame(draw);
    };
    draw();
    const stops = [flow.subscribe(schedule), onOverviewChange(schedule)];
    return () => {
      cancelAnimationFrame(scheduled);
      for (const stop of stops) stop();
    };
  }, [flow, layout, edges, theme]);
  return (
    <canvas
      ref={canvas}
      aria-hidden
      data-testid="overview"
      className="pointer-events-none absolute inset-0 size-full"
    />
  );
}

/** The edges as they run on the canvas, without their curves. */
function linesOf(edges: readonly DrawnEdge[], { cells }: Layout): Line[] {
  return edges.flatMap(({ edge, quiet }): Line[] => {
    const [from, to] = [cells.get(edge.source), cells.get(edge.target)];
    if (!from || !to || quiet) return [];
    if (edge.sourceHandle === "out-right")
      return [
        [
          [from.x + from.width, from.y + side],
          [to.x, to.y + side],
        ],
      ];
    const [x, y, endX] = [from.x + from.width / 2, from.y + from.height, to.x + to.width / 2];
    const gap = edge.data?.gap ?? null;
    const bends =
      gap !== null && gap > y && gap < to.y
        ? ([
            [x, gap],
            [endX, gap],
          ] as const)
        : [];
    return [[[x, y], ...bends, [endX, to.y]]];
  });
}

/** How far below a cell's upper edge the edges at its sides are. */
const side = 20;

export function overviewOf(layout: Layout) {
  const { cells } = context.documents.getState().content;
  const { facts } = neighbours(context.analysis.getState().graph);
  const runs = context.runs.getState();
  return {
    ...layout,
    selected: new Set(context.session.getState().selected),
    titleOf: (id: string) => (cells[id] ? nodeTitle(cells[id], facts[id]) : ""),
    itemsOf: (id: string) => itemsShare(cellRun(runs, id)),
    statusOf: (id: string) => (cells[id]?.kind === "code" ? cellStatus(runs, id) : "note"),
  } as const;
}

/** Calls when a cell looks another way from afar: its state or the selection changed. */
export function onOverviewChange(changed: () => void): () => void {
  const { runs, session } = context;
  const stops = [
    runs.subscribe((now, before) => {
      if (now.current?.cells !== before.current?.cells || now.earlier !== before.earlier || now.stale !== before.stale)
        changed();
    }),
    session.subscribe((now, before) => now.selected !== before.selected && changed()),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
