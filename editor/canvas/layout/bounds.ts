import type { Box, Layout } from "./linear-layout.ts";

/** The smallest box around everything; one of a screen's size when there is nothing. */
export function boundsOf({ cells, frames }: Layout): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of [...cells.values(), ...frames]) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return left === Infinity
    ? { x: 0, y: 0, width: 1000, height: 600 }
    : { x: left, y: top, width: right - left, height: bottom - top };
}
