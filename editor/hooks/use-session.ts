import type { CellId } from "@cellweave/engine/model/flow";
import { useStore } from "zustand";
import type { SessionState } from "../session/session.ts";
import { sessionStore } from "../session/session-store.ts";

export function useSession<Slice>(slice: (state: SessionState) => Slice): Slice {
  return useStore(sessionStore, slice);
}

export function useIsSelected(id: CellId): boolean {
  return useStore(sessionStore, (state) => state.selected.includes(id));
}

/** The cell that the inspector shows: the last one chosen. */
export function useFocusedCell(): CellId | null {
  return useStore(sessionStore, (state) => state.selected.at(-1) ?? null);
}
