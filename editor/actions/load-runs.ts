import type { RunEvent } from "@cellweave/engine/model/run";
import { foldEvents } from "../runs/fold-events.ts";
import { noRuns, type RanWith } from "../runs/runs.ts";
import type { ActionContext } from "./action.ts";
import { tellError } from "./tell-error.ts";

/** Shows the notebook's latest run and knows its history. Outputs that are in the file count as made from its code. */
export async function loadRuns(context: ActionContext, path: string): Promise<void> {
  const { runs, documents, server } = context;
  runs.setState({ ...noRuns, connected: runs.getState().connected, ranWith: fromFile(context) });
  try {
    const history = await server.listRuns(path);
    if (documents.getState().path !== path) return;
    runs.setState({ history });
    const latest = history[0];
    if (latest) showRun(context, path, (await server.readRun(latest.id)).events);
  } catch (error) {
    tellError(context, error);
  }
}

/** Events that came over the stream while the run was fetched are in the fetched ones too, so those win. */
function showRun({ runs, documents }: ActionContext, path: string, events: readonly RunEvent[]): void {
  const state = documents.getState();
  if (state.path !== path) return;
  const cells = state.base.cells;
  runs.setState((before) => foldEvents({ ...before, current: null }, events, (id) => cells[id]?.source));
}

function fromFile({ documents }: ActionContext): { [id: string]: RanWith } {
  const { base } = documents.getState();
  const ran = Object.values(base.cells).filter((cell) => cell.executionCount !== null);
  return Object.fromEntries(ran.map((cell) => [cell.id, { source: cell.source, at: 0 }]));
}
