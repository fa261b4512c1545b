import type { CellId } from "@cellweave/engine/model/flow";
import type { Edge } from "@cellweave/engine/model/graph";
import type { ELK as Elk } from "elkjs/lib/elk-api";
import ElkApi from "elkjs/lib/elk-api.js";
import ElkWorker from "elkjs/lib/elk-worker.min.js?worker";
import type { DocumentCell } from "../../document/content.ts";
import { padding, titleHeight } from "./linear-layout.ts";
import { cellHeight, cellWidth } from "./measure.ts";
import type { PutAt } from "./placed-layout.ts";
import { type Section, sectionsOf } from "./sections.ts";
import { shelve } from "./shelve.ts";

const options = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.spacing.nodeNode": "40",
  "elk.layered.spacing.nodeNodeBetweenLayers": "56",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.aspectRatio": "1.2",
  "elk.layered.thoroughness": "3",
};

/**
 * A layered layout with few crossings inside each section, sections side by side. It is worked out in a worker that is
 * gone afterwards, since it takes seconds for a thousand cells.
 */
export async function tidy(
  cells: readonly DocumentCell[],
  edges: readonly Edge[],
  apart: ReadonlySet<CellId>,
): Promise<PutAt> {
  const elk: Elk = new ElkApi({ workerFactory: () => new ElkWorker() });
  try {
    const blocks: Block[] = [];
    for (const section of sectionsOf(cells)) blocks.push(await layOut(elk, section, edges, apart));
    const placed = shelve(blocks).flatMap(({ block, x, y }) =>
      block.cells.map((cell) => [cell.id, [round(x + cell.x), round(y + cell.y)]] as const),
    );
    return Object.fromEntries(placed);
  } finally {
    elk.terminateWorker();
  }
}

interface Block {
  readonly width: number;
  readonly height: number;
  readonly cells: readonly { readonly id: CellId; readonly x: number; readonly y: number }[];
}

async function layOut(
  elk: Elk,
  { cells, headings }: Section,
  edges: readonly Edge[],
  apart: ReadonlySet<CellId>,
): Promise<Block> {
  const inside = new Set(cells.map((cell) => cell.id));
  const kept = edges.filter(({ from, to }) => inside.has(from) && inside.has(to));
  const laid = await elk.layout({
    id: "section",
    layoutOptions: options,
    children: cells.map((cell) => ({ id: cell.id, width: cellWidth, height: cellHeight(cell, apart.has(cell.id)) })),
    edges: kept.map(({ from, to }, index) => ({ id: `e${index}`, sources: [from], targets: [to] })),
  });
  const children = laid.children ?? [];
  const left = Math.min(0, ...children.map(({ x = 0 }) => x)) - padding;
  const top = Math.min(...children.map(({ y = 0 }) => y), 0) - (headings.length > 0 ? titleHeight : padding);
  return {
    width: Math.max(cellWidth, ...children.map(({ x = 0 }) => x + cellWidth)) - left + padding,
    height: Math.max(0, ...children.map(({ y = 0, height = 0 }) => y + height)) - top + padding,
    cells: children.map(({ id, x = 0, y = 0 }) => ({ id, x: x - left, y: y - top })),
  };
}

/** Round figures: they stand in the notebook, where people read them in diffs. */
function round(value: number): number {
  return Math.round(value / 10) * 10;
}
