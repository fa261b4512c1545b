import type { CellId } from "@cellweave/engine/model/flow";
import { emptyPlacement } from "@cellweave/engine/model/flow";
import type { JsonObject } from "@cellweave/engine/model/notebook";
import type { Command } from "./command.ts";

export interface PutCells {
  /** Where cells stand on the canvas. */
  readonly at: { readonly [id: CellId]: readonly [x: number, y: number] };
  /** Forget where the others were put. */
  readonly only?: boolean;
}

/** Keeps places on the canvas in `metadata.cellweave.view.at`: only of cells that a person moved. */
export const putCells: Command<PutCells> = {
  name: "put-cells",
  label: "place on the canvas",
  apply(content, { at, only = false }) {
    const placement = (content.metadata.cellweave ?? {}) as JsonObject;
    const { at: before, ...view } = (placement.view ?? {}) as JsonObject;
    const all = { ...(only ? {} : (before as JsonObject | undefined)), ...at };
    const kept = Object.fromEntries(Object.entries(all).filter(([id]) => content.cells[id]));
    const { cellweave: _, ...rest } = content.metadata;
    const next = {
      ...placement,
      version: emptyPlacement.version,
      view: Object.keys(kept).length > 0 ? { ...view, at: kept } : view,
    };
    const empty = Object.keys(kept).length === 0 && content.metadata.cellweave === undefined;
    content.metadata = empty ? rest : { ...content.metadata, cellweave: next };
  },
};
