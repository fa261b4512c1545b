import type { Graph } from "@cellweave/engine/model/graph";
import { useMemo } from "react";
import { dependencyLevels } from "./import-stats.ts";

const box = { width: 34, height: 14, gapX: 26, gapY: 8 };
const mostRows = 24;

interface Placed {
  readonly x: number;
  readonly y: number;
}

/** The shape of the graph at a glance: what runs first at the left, what can run at the same time in one column. */
export function GraphThumbnail({ graph }: { readonly graph: Graph }) {
  const { places, width, height } = useMemo(() => placed(graph), [graph]);
  return (
    <svg
      role="img"
      aria-label={`${graph.cells.length} code cells and the ${graph.edges.length} dependencies between them`}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="xMidYMid meet"
      // A small graph is not blown up.
      style={{ maxWidth: width * 2, maxHeight: height * 2 }}
      className="absolute inset-4 m-auto size-[calc(100%-2rem)]"
    >
      {graph.edges.map(({ from, to, certain, kind }) => {
        const [start, end] = [places.get(from), places.get(to)];
        return start && end ? (
          <path
            key={`${from} ${to} ${kind}`}
            d={curve(start, end)}
            fill="none"
            strokeDasharray={certain ? undefined : "3 3"}
            className="stroke-line-strong"
            strokeOpacity={0.6}
          />
        ) : null;
      })}
      {[...places].map(([id, { x, y }]) => (
        <rect
          key={id}
          x={x}
          y={y}
          width={box.width}
          height={box.height}
          rx={4}
          className="fill-accent-soft stroke-accent"
        />
      ))}
    </svg>
  );
}

function curve(start: Placed, end: Placed): string {
  const [x1, y1, x2, y2] = [start.x + box.width, start.y + box.height / 2, end.x, end.y + box.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1},${y1} C${middle},${y1} ${middle},${y2} ${x2},${y2}`;
}

/** A level with more cells than fit one column takes several. */
function placed(graph: Graph) {
  const columns: string[][] = [];
  for (const [id, level] of dependencyLevels(graph)) {
    const column = columns[level];
    if (column) column.push(id);
    else columns[level] = [id];
  }
  const split = columns.flatMap((ids) =>
    Array.from({ length: Math.ceil(ids.length / mostRows) }, (_, part) =>
      ids.slice(part * mostRows, (part + 1) * mostRows),
    ),
  );
  const rows = Math.max(1, ...split.map((ids) => ids.length));
  const height = rows * (box.height + box.gapY) + box.gapY;
  const places = new Map<string, Placed>();
  for (const [column, ids] of split.entries()) {
    const top = (height - ids.length * (box.height + box.gapY) + box.gapY) / 2;
    for (const [row, id] of ids.entries())
      places.set(id, { x: 8 + column * (box.width + box.gapX), y: top + row * (box.height + box.gapY) });
  }
  const width = Math.max(1, split.length) * (box.width + box.gapX) - box.gapX + 16;
  return { places, width, height };
}
