import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { context } from "../actions/context.ts";
import { tellError } from "../actions/tell-error.ts";
import { putCells } from "../document/commands/put-cells.ts";
import { apartCells } from "../document/constructs.ts";
import { orderedCells } from "../document/content.ts";
import { execute } from "../document/document.ts";
import { useDocument } from "../hooks/use-document.ts";
import { useSession } from "../hooks/use-session.ts";
import type { CanvasWish } from "../session/session.ts";
import { boundsOf } from "./layout/bounds.ts";
import type { Box, Layout } from "./layout/linear-layout.ts";

type Flow = ReturnType<typeof useReactFlow>;

/** Does what the session asks of the canvas: zoom, fit, tidy, show cells. */
export function useWishes(layout: Layout): void {
  const flow = useReactFlow();
  const store = useStoreApi();
  const wish = useSession((state) => state.wish);
  const path = useDocument((state) => state.path);
  const shown = useRef<string | null>(null);
  const done = useRef(0);
  useEffect(() => {
    if (path === shown.current || layout.cells.size + layout.frames.length === 0) return;
    shown.current = path;
    const { width, height } = store.getState();
    void start(flow, layout, width, height);
  }, [path, layout, flow, store]);
  const width = useStore((state) => state.width);
  const before = useRef(width);
  useEffect(() => {
    const shrunk = width < before.current;
    before.current = width;
    const cell = context.session.getState().selected.at(-1);
    // A panel that opens beside the canvas shall not cover the cell that it is about.
    if (shrunk && width > 0 && cell && flow.getZoom() >= 0.4)
      void revealCells([cell], flow, layout, store.getState(), 0);
  }, [width, flow, layout, store]);
  useEffect(() => {
    // A wish made before there was anything to show is granted then.
    if (!wish || wish.serial === done.current || shown.current === null) return;
    done.current = wish.serial;
    const { width, height } = store.getState();
    void grant(wish, flow, layout, { width, height }).catch((error: unknown) => tellError(context, error));
  }, [wish, flow, layout, store]);
}

/** A small notebook is shown as a whole, a large one from its beginning, at a size that can be read. */
function start(flow: Flow, layout: Layout, width: number, height: number): Promise<boolean> {
  const bounds = boundsOf(layout);
  const whole = Math.min(width / (bounds.width + 80), height / (bounds.height + 80));
  const zoom = Math.min(1, Math.max(whole, 0.8));
  const wide = bounds.width * zoom < width;
  const x = wide ? (width - bounds.width * zoom) / 2 - bounds.x * zoom : 32 - bounds.x * zoom;
  return flow.setViewport({ x, y: 40 - bounds.y * zoom, zoom });
}

async function grant(
  wish: CanvasWish,
  flow: Flow,
  layout: Layout,
  view: { readonly width: number; readonly height: number },
): Promise<void> {
  const duration = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 220;
  if (wish.wish === "reveal") await revealCells(wish.cells, flow, layout, view, duration);
  else if (wish.wish === "zoom-in") await flow.zoomIn({ duration });
  else if (wish.wish === "zoom-out") await flow.zoomOut({ duration });
  else if (wish.wish === "actual-size") await flow.zoomTo(1, { duration });
  else if (wish.wish === "fit") await flow.fitBounds(boundsOf(layout), { padding: 0.06, duration });
  else await tidyUp();
}

async function revealCells(
  cells: readonly string[],
  flow: Flow,
  layout: Layout,
  view: { readonly width: number; readonly height: number },
  duration: number,
): Promise<void> {
  const box = boxOf(cells[0] ?? "", layout);
  if (!box) return;
  const { x, y, zoom } = flow.getViewport();
  const inView =
    box.x * zoom + x >= 0 &&
    box.y * zoom + y >= 48 &&
    (box.x + box.width) * zoom + x <= view.width &&
    (box.y + Math.min(box.height, 200)) * zoom + y <= view.height;
  if (inView && zoom >= 0.4) return;
  await flow.setCenter(box.x + box.width / 2, box.y + Math.min(box.height, 400) / 2, {
    zoom: zoom < 0.4 ? 1 : zoom,
    duration,
  });
}

/** A heading stands in the title of its frame. */
function boxOf(cell: string, layout: Layout): Box | undefined {
  const frame = layout.frames.find(({ headings }) => headings.some((heading) => heading.cell === cell));
  return layout.cells.get(cell) ?? (frame && { ...frame, width: Math.min(frame.width, 600), height: 200 });
}

async function tidyUp(): Promise<void> {
  const { analysis, documents, session } = context;
  // The layout engine is large and seldom needed.
  const { tidy } = await import("./layout/tidy.ts");
  const { graph, plan } = analysis.getState();
  const apart = new Set(apartCells(plan).keys());
  const at = await tidy(orderedCells(documents.getState().content), graph.edges, apart);
  execute(documents, putCells, { at, only: true });
  session.setState(({ wish }) => ({ wish: { wish: "fit", serial: (wish?.serial ?? 0) + 1 } }));
}
