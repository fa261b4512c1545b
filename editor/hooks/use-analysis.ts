import type { CellId } from "@cellweave/engine/model/flow";
import type { Edge } from "@cellweave/engine/model/graph";
import { useStore } from "zustand";
import { type AnalysisState, analysisStore, neighbours } from "../document/analysis.ts";
import { type Apart, apartOfCell } from "../document/constructs.ts";

const none: readonly Edge[] = [];

export function useAnalysis<Slice>(slice: (state: AnalysisState) => Slice): Slice {
  return useStore(analysisStore, slice);
}

export function useEdgesInto(id: CellId): readonly Edge[] {
  return useStore(analysisStore, (state) => neighbours(state.graph).into[id] ?? none);
}

export function useEdgesOutOf(id: CellId): readonly Edge[] {
  return useStore(analysisStore, (state) => neighbours(state.graph).outOf[id] ?? none);
}

/** The skeletons of the cell and its sub-cells. */
export function useApart(id: CellId): Apart {
  return useStore(analysisStore, (state) => apartOfCell(state.plan, id));
}
