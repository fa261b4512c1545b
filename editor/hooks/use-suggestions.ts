import type { CellId } from "@cellweave/engine/model/flow";
import { useEffect } from "react";
import { useStore } from "zustand";
import { type SuggestionsState, suggestions } from "../document/suggestions.ts";
import { cellRun, runsStore } from "../runs/runs.ts";

/** What could run apart, kept current while it is shown. */
export function useSuggestions<Slice>(slice: (state: SuggestionsState) => Slice): Slice {
  useEffect(() => {
    const enough = suggestions.want(measuredSeconds);
    const stop = runsStore.subscribe(({ current }, before) => {
      if (current?.outcome && current.outcome !== before.current?.outcome) suggestions.again();
    });
    return () => {
      enough();
      stop();
    };
  }, []);
  return useStore(suggestions.store, slice);
}

/** How long each cell took when it last ran here. */
function measuredSeconds(): { readonly [cell: CellId]: number } {
  const state = runsStore.getState();
  const cells = new Set([...Object.keys(state.earlier), ...Object.keys(state.current?.cells ?? {})]);
  return Object.fromEntries(
    [...cells].flatMap((id) => {
      const { seconds } = cellRun(state, id);
      return seconds === null ? [] : [[id, seconds]];
    }),
  );
}
