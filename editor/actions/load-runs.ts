import type { RunId } from "@cellweave/engine/model/run";
import { noRuns, type RanWith } from "../runs/runs.ts";
import type { ActionContext } from "./action.ts";
import { tellError } from "./tell-error.ts";

/** Shows the notebook's latest run and knows its history. Outputs that are in the file count as made from its code. */
export async function loadRuns(context: ActionContext, path: string): Promise<void> {
  const { runs, documents, server } = context;
  runs.setState({ ...noRuns, loading: true, connected: runs.getState().connected, ranWith: fromFile(context) });
  try {
    const [history, verification] = await Promise.all([server.listRuns(path), server.readVerification(path)]);
    const [latest] = history;
    const detail = latest ? await server.readRun(latest.id) : null;
    if (documents.getState().path !== path) return;
    runs.setState((state) => ({
      history,
      verification,
      current: detail?.state ?? null,
      after: detail?.after ?? null,
      ranWith: { ...state.ranWith, ...(detail ? ranIn(context, detail.summary.id, detail.state.cells) : {}) },
    }));
  } catch (error) {
    tellError(context, error);
  } finally {
    if (documents.getState().path === path) runs.setState({ loading: false });
  }
}

/** Shows an earlier run in place of the latest. */
export async function showRun(context: ActionContext, run: RunId): Promise<void> {
  const { runs, session, server } = context;
  try {
    const { state, after } = await server.readRun(run);
    session.setState({ run });
    runs.setState({ current: state, after, earlier: {} });
  } catch (error) {
    tellError(context, error);
  }
}

function fromFile({ documents }: ActionContext): { [id: string]: RanWith } {
  const { base } = documents.getState();
  const ran = Object.values(base.cells).filter((cell) => cell.executionCount !== null);
  return Object.fromEntries(ran.map((cell) => [cell.id, { source: cell.source, at: 0, run: null }]));
}

/** A run reads the file, so its cells ran with what the file says, as far as nobody wrote it since. */
function ranIn(
  { documents }: ActionContext,
  run: RunId,
  cells: { readonly [id: string]: { readonly startedAt: number | null } },
): { [id: string]: RanWith } {
  const { base } = documents.getState();
  return Object.fromEntries(
    Object.entries(cells).flatMap(([id, { startedAt }]) => {
      const cell = base.cells[id];
      return cell && startedAt !== null ? [[id, { source: cell.source, at: startedAt, run }]] : [];
    }),
  );
}
