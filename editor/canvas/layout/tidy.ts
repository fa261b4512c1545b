import type { CellId } from "@cellweave/engine/model/flow";
import type { ElkNode } from "elkjs/lib/elk-api";
import Elk from "elkjs/lib/elk-api.js";
import ElkWorker from "elkjs/lib/elk-worker.min.js?worker";
import type { PutAt } from "./placed-layout.ts";

export interface Untidy {
  readonly cells: readonly { readonly id: CellId; readonly width: number; readonly height: number }[];
  readonly edges: readonly { readonly from: CellId; readonly to: CellId }[];
}

const options = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.spacing.nodeNode": "40",
  "elk.layered.spacing.nodeNodeBetweenLayers": "56",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.aspectRatio": "1.6",
  "elk.layered.thoroughness": "3",
};

/** A layered layout of the cells, worked out in a worker that is gone afterwards: it takes seconds for a thousand. */
export async function tidy({ cells, edges }: Untidy): Promise<PutAt> {
  const elk = new Elk({ workerFactory: () => new ElkWorker() });
  try {
    const graph: ElkNode = {
      id: "notebook",
      layoutOptions: options,
      children: cells.map((cell) => ({ ...cell })),
      edges: edges.map(({ from, to }, index) => ({ id: `e${index}`, sources: [from], targets: [to] })),
    };
    const { children = [] } = await elk.layout(graph);
    return Object.fromEntries(children.map(({ id, x = 0, y = 0 }) => [id, [round(x), round(y)]]));
  } finally {
    elk.terminateWorker();
  }
}

/** Round figures: they stand in the notebook, where people read them in diffs. */
function round(value: number): number {
  return Math.round(value / 10) * 10;
}
