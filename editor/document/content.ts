import type { CellId, CellPlacement, Flow, FlowCell, FlowPlacement } from "@cellweave/engine/model/flow";
import type { CellKind, JsonObject, Output } from "@cellweave/engine/model/notebook";
import { readCellPlacement, readFlowPlacement } from "@cellweave/engine/phases/1-parse/read-placement";

/** One cell as the person now sees it. `outputs` are those of the file; a run's are in the run store. */
export interface DocumentCell {
  readonly id: CellId;
  readonly kind: CellKind;
  readonly source: string;
  readonly metadata: JsonObject;
  readonly outputs: readonly Output[];
  readonly executionCount: number | null;
  /** Images that a Markdown cell carries, as MIME bundles by file name. */
  readonly attachments?: JsonObject;
}

/** What commands change: the cells in their order, and the notebook's own metadata. */
export interface DocumentContent {
  readonly order: readonly CellId[];
  readonly cells: { readonly [id: CellId]: DocumentCell };
  readonly metadata: JsonObject;
}

export const emptyContent: DocumentContent = { order: [], cells: {}, metadata: {} };

export function contentOf(flow: Flow): DocumentContent {
  const cells: { [id: CellId]: DocumentCell } = {};
  for (const { index: _index, placement: _placement, ...cell } of flow.cells) cells[cell.id] = cell;
  return { order: flow.cells.map((cell) => cell.id), cells, metadata: flow.metadata };
}

/** What a person placed on the cell, without what is not of the form it must have. */
export function placementOf(cell: DocumentCell): CellPlacement {
  return readCellPlacement(cell.metadata, cell.id, []);
}

/** What a person placed on the notebook, with what is missing filled in. */
export function notebookPlacement(content: DocumentContent): FlowPlacement {
  return readFlowPlacement(content.metadata, []);
}

export function orderedCells(content: DocumentContent): DocumentCell[] {
  return content.order.flatMap((id) => content.cells[id] ?? []);
}

/** The flow to compile. Outputs stay behind: no phase reads them, and they are what is large. */
export function flowOf(content: DocumentContent, like: Pick<Flow, "nbformatMinor" | "kernel">): Flow {
  return {
    nbformat: 4,
    nbformatMinor: like.nbformatMinor,
    cells: orderedCells(content).map(flowCell),
    metadata: content.metadata,
    placement: notebookPlacement(content),
    kernel: like.kernel,
  };
}

const flowCells = new WeakMap<DocumentCell, FlowCell>();

/** The same object as long as cell and place are the same. */
function flowCell(cell: DocumentCell, index: number): FlowCell {
  const known = flowCells.get(cell);
  if (known?.index === index) return known;
  const made = { ...cell, index, outputs: [], placement: placementOf(cell) };
  flowCells.set(cell, made);
  return made;
}
