import { useLayoutEffect, useReducer, useRef, useState } from "react";
import { classNames } from "../class-names.ts";
import { Ansi } from "./ansi.tsx";
import { createLineRing, follow, lineAt, lineCount } from "./line-ring.ts";

const lineHeight = 18;
const longestLine = 4000;
const overscan = 10;

export interface LineViewProps {
  readonly text: string;
  /** Names the region when it scrolls. */
  readonly label: string;
  readonly tone?: "plain" | "error";
  /** Pixels before it scrolls; "fill" takes the height of its place. */
  readonly tallest?: number | "fill";
  /** Stay at the end as lines come, until the person scrolls up. */
  readonly followEnd?: boolean;
}

/** A text of any length, of which only the lines in sight are in the page. */
export function LineView({ text, label, tone = "plain", tallest = 360, followEnd = true }: LineViewProps) {
  const [ring] = useState(() => createLineRing());
  follow(ring, text);
  const count = lineCount(ring);
  const fits = tallest !== "fill" && count * lineHeight <= tallest;
  const { viewport, from, to, onScroll } = useLineWindow(count, followEnd);
  const shown = fits ? { from: 0, to: count } : { from, to };
  return (
    <>
      {ring.dropped ? (
        <p className="px-3 py-1 text-xs text-muted">
          {ring.dropped.toLocaleString("en")} earlier lines are not shown here. They are in the notebook.
        </p>
      ) : null}
      <section
        ref={viewport}
        onScroll={onScroll}
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the focus so that arrows scroll it.
        tabIndex={0}
        style={tallest === "fill" ? undefined : { maxHeight: tallest }}
        className={classNames(
          "overflow-auto overscroll-contain outline-offset-[-2px]",
          tallest === "fill" && "min-h-0 flex-1",
          tone === "error" && "bg-danger-soft/60",
        )}
      >
        <div style={{ height: count * lineHeight }} className="relative w-max min-w-full">
          <div
            className="cw-code px-3"
            style={{ transform: `translateY(${shown.from * lineHeight}px)`, lineHeight: `${lineHeight}px` }}
          >
            {lines(shown.from, shown.to, (index) => lineAt(ring, index))}
          </div>
        </div>
      </section>
    </>
  );
}

function lines(from: number, to: number, at: (index: number) => string) {
  const rows = [];
  for (let index = from; index < to; index++) {
    const line = at(index);
    rows.push(
      <div key={index} style={{ height: lineHeight }}>
        <Ansi text={line.length > longestLine ? `${line.slice(0, longestLine)} …` : line} />
      </div>,
    );
  }
  return rows;
}

function useLineWindow(count: number, followEnd: boolean) {
  const viewport = useRef<HTMLElement>(null);
  const atEnd = useRef(followEnd);
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  useLayoutEffect(() => {
    const element = viewport.current;
    if (!element) return;
    if (atEnd.current && count > 0) element.scrollTop = element.scrollHeight;
  }, [count]);
  useLayoutEffect(() => {
    const element = viewport.current;
    if (!element) return;
    const observer = new ResizeObserver(redraw);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const onScroll = () => {
    const element = viewport.current;
    if (!element) return;
    if (followEnd) atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < lineHeight;
    redraw();
  };
  const height = viewport.current?.clientHeight || 360;
  const visible = Math.ceil(height / lineHeight) + 2 * overscan;
  const top = viewport.current?.scrollTop ?? 0;
  const start = atEnd.current ? count - visible : Math.floor(top / lineHeight) - overscan;
  const from = Math.max(0, Math.min(start, count - 1));
  return { viewport, from, to: Math.min(count, from + visible), onScroll };
}
