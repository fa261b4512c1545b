import { staleCells } from "../runs/stale.ts";
import type { ActionContext } from "./action.ts";

/** Marks cells as stale whenever code, graph or runs change; the result stops it. */
export function watchStale({ documents, analysis, runs }: ActionContext): () => void {
  let shown = "{}";
  const mark = () => {
    const stale = staleCells(analysis.getState().graph, documents.getState().content.cells, runs.getState().ranWith);
    const text = JSON.stringify(stale);
    if (text === shown && Object.keys(runs.getState().stale).length === Object.keys(stale).length) return;
    shown = text;
    runs.setState({ stale });
  };
  const stops = [
    analysis.subscribe((now, before) => now.graph !== before.graph && mark()),
    documents.subscribe((now, before) => now.content !== before.content && mark()),
    runs.subscribe((now, before) => now.ranWith !== before.ranWith && mark()),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
