import type { Verification } from "@cellweave/engine/model/wire";
import { openDialog } from "../session/changes.ts";
import type { ActionContext } from "./action.ts";
import { save } from "./notebook.ts";
import { tellError } from "./tell-error.ts";

/** Saves what changed, since the proof is of the file, and begins it. */
export async function startVerification(context: ActionContext): Promise<void> {
  const { documents, session, server, runs } = context;
  const { path } = documents.getState();
  if (path === null || !(await save(context))) return;
  const { python } = session.getState();
  try {
    const going = await server.startVerification({ notebook: path, ...(python ? { python } : {}) });
    const { verification } = runs.getState();
    const untold = verification.going?.id !== going.id && going.finishedAt === null;
    if (untold && documents.getState().path === path) runs.setState({ verification: { ...verification, going } });
  } catch (error) {
    tellError(context, error);
  }
}

export async function cancelVerification(context: ActionContext): Promise<void> {
  const { going } = context.runs.getState().verification;
  if (!going) return;
  try {
    await context.server.cancelVerification(going.id);
  } catch (error) {
    tellError(context, error);
  }
}

/** Says how a verification ended, with the way to what it found. */
export function tellVerdict({ session, tell }: ActionContext, { verdict, error }: Verification): void {
  const action = { label: "Show", run: () => openDialog(session, "seal") };
  if (error) tell({ tone: "danger", title: error.message, hint: `${error.hint} (${error.code})` });
  else if (verdict?.verdict === "equivalent")
    tell({ tone: "ok", title: "Verified: the same as Restart and run all.", action });
  else if (verdict?.verdict === "different")
    tell({
      tone: "danger",
      title: "A run does not give the same as Restart and run all.",
      hint: "See where the two came apart first.",
      action,
    });
}
