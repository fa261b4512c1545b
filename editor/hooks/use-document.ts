import type { CellId } from "@cellweave/engine/model/flow";
import { useStore } from "zustand";
import type { DocumentCell } from "../document/content.ts";
import { type DocumentState, documentStore } from "../document/document.ts";

export function useDocument<Slice>(slice: (state: DocumentState) => Slice): Slice {
  return useStore(documentStore, slice);
}

/** Draws again only when this cell changes. */
export function useCell(id: CellId): DocumentCell | undefined {
  return useStore(documentStore, (state) => state.content.cells[id]);
}
