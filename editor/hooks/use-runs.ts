import type { CellId } from "@cellweave/engine/model/flow";
import type { CellRun } from "@cellweave/engine/model/run";
import { useStore } from "zustand";
import { type CellStatus, cellRun, cellStatus, type RunsState, runsStore } from "../runs/runs.ts";

export function useRuns<Slice>(slice: (state: RunsState) => Slice): Slice {
  return useStore(runsStore, slice);
}

/** Draws again only when this cell's run changes. */
export function useCellRun(id: CellId): CellRun {
  return useStore(runsStore, (state) => cellRun(state, id));
}

export function useCellStatus(id: CellId): CellStatus {
  return useStore(runsStore, (state) => cellStatus(state, id));
}

export function useStaleReason(id: CellId): string | null {
  return useStore(runsStore, (state) => state.stale[id] ?? null);
}
