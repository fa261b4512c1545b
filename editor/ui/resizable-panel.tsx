import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from "react";
import { classNames } from "./class-names.ts";

export interface ResizablePanelProps {
  readonly label: string;
  /** The edge of the panel that is dragged. */
  readonly edge: "left" | "right" | "top";
  /** Pixels. */
  readonly size: number;
  readonly smallest?: number;
  readonly largest?: number;
  readonly onResize: (size: number) => void;
  readonly className?: string;
  readonly children: ReactNode;
}

const arrows: Record<string, number> = { ArrowLeft: -16, ArrowUp: -16, ArrowRight: 16, ArrowDown: 16 };

/** A panel whose inner edge can be dragged, or moved with the arrow keys. */
export function ResizablePanel(props: ResizablePanelProps) {
  const { label, edge, size, smallest = 180, largest = 720, onResize, className, children } = props;
  const start = useRef<{ at: number; size: number } | null>(null);
  const across = edge === "top";
  const sign = edge === "right" ? 1 : -1;
  const resize = (next: number) => onResize(Math.round(Math.min(largest, Math.max(smallest, next))));
  const drag = (event: PointerEvent) => {
    if (start.current)
      resize(start.current.size + sign * ((across ? event.clientY : event.clientX) - start.current.at));
  };
  const press = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { at: across ? event.clientY : event.clientX, size };
  };
  const step = (event: KeyboardEvent) => {
    const by = arrows[event.key];
    if (by === undefined) return;
    event.preventDefault();
    resize(size + sign * by);
  };
  return (
    <section
      aria-label={label}
      style={
        across ? { height: size, maxHeight: "60vh" } : { width: size, maxWidth: edge === "right" ? "22vw" : "31vw" }
      }
      className={classNames("relative flex min-h-0 min-w-0 shrink-0 flex-col bg-surface", className)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a separator that moves is a window splitter, which `hr` cannot be. */}
      <div
        role="separator"
        aria-label={`Resize ${label}`}
        aria-orientation={across ? "horizontal" : "vertical"}
        aria-valuenow={size}
        aria-valuemin={smallest}
        aria-valuemax={largest}
        tabIndex={0}
        onPointerDown={press}
        onPointerMove={drag}
        onPointerUp={() => {
          start.current = null;
        }}
        onKeyDown={step}
        className={classNames("absolute z-10 touch-none hover:bg-accent/40 focus-visible:bg-accent/60", grips[edge])}
      />
      {children}
    </section>
  );
}

const grips = {
  left: "inset-y-0 -left-[3px] w-[6px] cursor-col-resize",
  right: "inset-y-0 -right-[3px] w-[6px] cursor-col-resize",
  top: "inset-x-0 -top-[3px] h-[6px] cursor-row-resize",
};
