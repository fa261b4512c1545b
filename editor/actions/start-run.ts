import type { RunScope } from "@cellweave/engine/model/run";
import { isRunning } from "../runs/runs.ts";
import type { ActionContext } from "./action.ts";
import { save } from "./notebook.ts";
import { tellError } from "./tell-error.ts";

/** Saves what changed, since a run reads the file, and starts the run. Its events tell the rest. */
export async function startRun(context: ActionContext, scope: RunScope, anew = false): Promise<void> {
  const { documents, session, server, tell, runs } = context;
  const { path } = documents.getState();
  if (path === null) return;
  if (isRunning(runs.getState())) {
    tell({ tone: "info", title: "A run is going on.", hint: "Wait until it is finished, or cancel it first." });
    return;
  }
  if (!(await save(context))) return;
  const { python } = session.getState();
  try {
    await server.startRun({ notebook: path, scope, ...(python ? { python } : {}), ...(anew ? { force: true } : {}) });
    session.setState({ run: null });
  } catch (error) {
    tellError(context, error);
  }
}

export async function cancelRun(context: ActionContext): Promise<void> {
  const { current } = context.runs.getState();
  if (!current?.run) return;
  try {
    await context.server.cancelRun(current.run);
  } catch (error) {
    tellError(context, error);
  }
}
