import type { CellId } from "@cellweave/engine/model/flow";
import { useCallback, useEffect, useReducer, useRef } from "react";

/** The measured heights of rows by id; `measure` is the ref of a row, `known` what is known of one. */
export function useRowHeights() {
  const heights = useRef(new Map<CellId, number>());
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const observer = useRef<ResizeObserver | null>(null);
  if (observer.current === null && typeof ResizeObserver !== "undefined") {
    observer.current = new ResizeObserver((entries) => {
      let changed = false;
      for (const { target, borderBoxSize } of entries) {
        const id = (target as HTMLElement).dataset.nodeId ?? "";
        const height = borderBoxSize[0]?.blockSize ?? 0;
        if (height === 0 || heights.current.get(id) === height) continue;
        heights.current.set(id, height);
        changed = true;
      }
      if (changed) redraw();
    });
  }
  useEffect(() => () => observer.current?.disconnect(), []);
  const measure = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    observer.current?.observe(element);
    return () => observer.current?.unobserve(element);
  }, []);
  const known = useCallback((id: CellId) => heights.current.get(id), []);
  return { measure, known };
}
