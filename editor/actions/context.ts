import { server } from "../api/server.ts";
import { analysisStore } from "../document/analysis.ts";
import { documentStore } from "../document/document.ts";
import { questions } from "../document/questions.ts";
import { runsStore } from "../runs/runs.ts";
import { sessionStore } from "../session/session-store.ts";
import { showToast } from "../ui/toast.tsx";
import type { ActionContext } from "./action.ts";

/** The stores and the server of this tab. */
export const context: ActionContext = {
  documents: documentStore,
  session: sessionStore,
  runs: runsStore,
  analysis: analysisStore,
  questions,
  server,
  // nbformat allows 1 to 64 letters, digits, "-" and "_"; Jupyter uses eight hex digits too.
  newId: () => crypto.randomUUID().slice(0, 8),
  tell: showToast,
};
