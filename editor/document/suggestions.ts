import type { CellId } from "@cellweave/engine/model/flow";
import type { Suggestion } from "@cellweave/engine/model/skeleton";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type AnalysisStore, analysisStore } from "./analysis.ts";
import type { DocumentContent } from "./content.ts";
import { type Questions, questions } from "./questions.ts";

export interface SuggestionsState {
  /** What they were asked of; null when nobody asked yet. */
  readonly of: DocumentContent | null;
  readonly list: readonly Suggestion[];
  /** Why there are none, in a sentence. */
  readonly failed: string | null;
}

export interface Suggestions {
  readonly store: StoreApi<SuggestionsState>;
  /** Keeps them current from now on, as long as somebody wants them; the result says that it is enough. */
  want(secondsOf: () => { readonly [cell: CellId]: number }): () => void;
  /** The measured times are others now: what is shown is asked for once more. */
  again(): void;
}

/** So long after the last change they are asked for anew, in milliseconds: they are advice, and typing goes first. */
const quiet = 400;

const none: SuggestionsState = { of: null, list: [], failed: null };

/** What could run apart, worked out only while somebody looks. */
export function createSuggestions(analysis: AnalysisStore, asked: Questions): Suggestions {
  const store = createStore<SuggestionsState>(() => none);
  let wanting = 0;
  let outdated = false;
  let stop = () => {};
  let look = (_wait: number) => {};
  return {
    store,
    again() {
      outdated = true;
      look(quiet);
    },
    want(secondsOf) {
      wanting += 1;
      if (wanting === 1) stop = follow(secondsOf);
      let over = false;
      return () => {
        if (over) return;
        over = true;
        wanting -= 1;
        if (wanting > 0) return;
        stop();
        look = () => {};
      };
    },
  };

  function follow(secondsOf: () => { readonly [cell: CellId]: number }): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const { of } = analysis.getState();
      outdated = false;
      try {
        const list = await asked.ask({ ask: "suggestions", seconds: secondsOf() });
        store.setState({ of, list, failed: null });
      } catch (error) {
        store.setState({ of, list: [], failed: (error as Error).message });
      }
    };
    look = (wait) => {
      const { status, of } = analysis.getState();
      clearTimeout(timer);
      const known = of === store.getState().of && !outdated;
      if (status === "current" && !known) timer = setTimeout(() => void ask(), wait);
    };
    const unsubscribe = analysis.subscribe(() => look(quiet));
    look(0);
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }
}

/** The suggestions of the tab. */
export const suggestions = createSuggestions(analysisStore, questions);
