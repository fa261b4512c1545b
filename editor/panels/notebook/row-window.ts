/** Where rows of different heights stand, and which of them are in sight. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
  /** Pixels above the first row that is drawn, and below the last. */
  readonly above: number;
  readonly below: number;
}

/** The rows between `top` and `bottom`, and those within `margin` of them. */
export function rowsInSight(heights: readonly number[], top: number, bottom: number, margin = 600): RowWindow {
  let from = 0;
  let above = 0;
  while (from < heights.length - 1 && above + (heights[from] ?? 0) < top - margin) above += heights[from++] ?? 0;
  let to = from;
  let end = above;
  while (to < heights.length && end < bottom + margin) end += heights[to++] ?? 0;
  let below = 0;
  for (let row = to; row < heights.length; row++) below += heights[row] ?? 0;
  return { from, to, above, below };
}

/** The distance of a row from the top. */
export function offsetOf(heights: readonly number[], row: number): number {
  let offset = 0;
  for (let before = 0; before < row; before++) offset += heights[before] ?? 0;
  return offset;
}
