import { useReactFlow, useStoreApi } from "@xyflow/react";
import { type PointerEvent, useEffect, useMemo, useRef } from "react";
import { useTheme } from "../ui/use-theme.ts";
import { drawOverview, readColours, type View } from "./draw-overview.ts";
import { boundsOf } from "./layout/bounds.ts";
import type { Layout } from "./layout/linear-layout.ts";
import { onOverviewChange, overviewOf } from "./overview.tsx";

const width = 184;
const height = 116;
const margin = 6;
/** Milliseconds. */
const repaintEvery = 200;

/** The whole notebook small, with what is in view marked; a press or drag goes there. */
export function Minimap({ layout }: { readonly layout: Layout }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const flow = useStoreApi();
  const { setCenter, getZoom } = useReactFlow();
  const theme = useTheme();
  const view = useMemo(() => viewOf(layout), [layout]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read again when the theme changes.
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext("2d");
    if (!element || !pen) return;
    const colours = readColours(element);
    element.width = width * devicePixelRatio;
    element.height = height * devicePixelRatio;
    const picture = document.createElement("canvas");
    picture.width = element.width;
    picture.height = element.height;
    const ground = picture.getContext("2d");
    const paint = () => {
      if (!ground) return;
      ground.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      ground.clearRect(0, 0, width, height);
      drawOverview(ground, overviewOf(layout), view, colours, null);
    };
    let scheduled = 0;
    let stale = true;
    const draw = () => {
      scheduled = 0;
      if (stale) paint();
      stale = false;
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, element.width, element.height);
      pen.drawImage(picture, 0, 0);
      pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      const shown = flow.getState();
      const [left, top, zoom] = shown.transform;
      pen.strokeStyle = colours.accent;
      pen.lineWidth = 1.5;
      pen.strokeRect(
        (-left / zoom) * view.zoom + view.left,
        (-top / zoom) * view.zoom + view.top,
        (shown.width / zoom) * view.zoom,
        (shown.height / zoom) * view.zoom,
      );
    };
    const schedule = () => {
      scheduled ||= requestAnimationFrame(draw);
    };
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const repaint = () => {
      // Cells change many times a second in a run, and nobody can follow that in so small a picture.
      waiting ??= setTimeout(() => {
        waiting = undefined;
        stale = true;
        schedule();
      }, repaintEvery);
    };
    // While it is panned only the frame moves: the cells are painted once and copied.
    draw();
    const stops = [flow.subscribe(schedule), onOverviewChange(repaint)];
    return () => {
      cancelAnimationFrame(scheduled);
      clearTimeout(waiting);
      for (const stop of stops) stop();
    };
  }, [flow, layout, view, theme]);
  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.buttons !== 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - box.left - view.left) / view.zoom;
    const y = (event.clientY - box.top - view.top) / view.zoom;
    void setCenter(x, y, { zoom: getZoom() });
  };
  return (
    <canvas
      ref={canvas}
      aria-hidden
      data-testid="minimap"
      style={{ width, height }}
      onPointerDown={go}
      onPointerMove={go}
      className="nopan nowheel rounded-lg border border-line bg-canvas shadow-raised"
    />
  );
}

function viewOf(layout: Layout): View {
  const bounds = boundsOf(layout);
  const zoom = Math.min((width - 2 * margin) / bounds.width, (height - 2 * margin) / bounds.height);
  return {
    zoom,
    left: (width - bounds.width * zoom) / 2 - bounds.x * zoom,
    top: (height - bounds.height * zoom) / 2 - bounds.y * zoom,
  };
}
