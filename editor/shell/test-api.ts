import type { ActionContext } from "../actions/action.ts";
import { isDirty } from "../document/document.ts";
import { cellRun, cellStatus, isRunning } from "../runs/runs.ts";

/** What tests read, so that they wait for a state and not for a time. It changes nothing. */
export function testApi({ documents, analysis, runs, session }: ActionContext) {
  const state = () => ({
    analysis: analysis.getState().status,
    running: isRunning(runs.getState()) || runs.getState().loading,
  });
  const settled = () => {
    const { path } = documents.getState();
    const { analysis: analysed, running } = state();
    return (path === null || analysed === "current" || analysed === "failed") && !running;
  };
  return {
    graph: () => analysis.getState().graph,
    plan: () => analysis.getState().plan,
    diagnostics: () => analysis.getState().diagnostics,
    analysisTook: () => analysis.getState().took,
    cells: () => documents.getState().content.order.map((id) => documents.getState().content.cells[id]),
    dirty: () => isDirty(documents.getState()),
    selected: () => session.getState().selected,
    detail: () => session.getState().detail,
    viewport() {
      const found = document.querySelector<HTMLElement>(".react-flow__viewport");
      if (!found) return null;
      const { a: zoom, e: x, f: y } = new DOMMatrix(getComputedStyle(found).transform);
      return { x, y, zoom };
    },
    runState: () => runs.getState().current,
    statusOf: (id: string) => cellStatus(runs.getState(), id),
    outputsOf: (id: string) => cellRun(runs.getState(), id).outputs,
    verification: () => runs.getState().verification,
    connected: () => runs.getState().connected,
    /** Resolves when the analysis is current, no run is going on, and the page has drawn that. */
    idle: () =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!settled()) return;
          for (const stop of stops) stop();
          requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
        };
        const stops = [documents.subscribe(look), analysis.subscribe(look), runs.subscribe(look)];
        look();
      }),
  };
}

declare global {
  interface Window {
    readonly __cellweave?: ReturnType<typeof testApi>;
  }
}
