import { type ReactNode, type RefObject, useLayoutEffect, useReducer } from "react";

/** The rows of equal height that are in sight of a scrolling element, with some beyond. */
export function useVirtualRows(viewport: RefObject<HTMLElement | null>, count: number, height: number) {
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
  const seen = viewport.current?.clientHeight || 600;
  const from = Math.max(0, Math.min(Math.floor(top / height) - 8, count - 1));
  const to = Math.min(count, Math.ceil((top + seen) / height) + 8);
  return { from, to };
}

/** Scrolls as little as needed to bring the row into sight. */
export function showRow(viewport: HTMLElement | null, row: number, height: number): void {
  if (!viewport || row < 0) return;
  const { scrollTop, clientHeight } = viewport;
  if (row * height < scrollTop) viewport.scrollTop = row * height;
  else if ((row + 1) * height > scrollTop + clientHeight) viewport.scrollTop = (row + 1) * height - clientHeight;
}

/** Stands as high as all rows and holds those in sight at their place. */
export function VirtualRows({
  count,
  height,
  from,
  to,
  children,
}: {
  readonly count: number;
  readonly height: number;
  readonly from: number;
  readonly to: number;
  readonly children: (index: number) => ReactNode;
}) {
  const rows: ReactNode[] = [];
  for (let index = from; index < to; index++) rows.push(children(index));
  return (
    <div role="presentation" style={{ height: count * height }}>
      <div role="presentation" style={{ transform: `translateY(${from * height}px)` }}>
        {rows}
      </div>
    </div>
  );
}
