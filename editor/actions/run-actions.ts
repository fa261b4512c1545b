import {
  ArrowDownToLine,
  ArrowUpToLine,
  BadgeCheck,
  Ban,
  CircleAlert,
  CircleX,
  ListChecks,
  Play,
  RefreshCw,
} from "lucide-react";
import { orderedCells } from "../document/content.ts";
import { failedCells, isRunning } from "../runs/runs.ts";
import { openDialog, reveal, showInspector } from "../session/changes.ts";
import type { Action, ActionContext } from "./action.ts";
import { chosenCode, hasChosenCode, hasNotebook } from "./chosen.ts";
import { cancelRun, startRun } from "./start-run.ts";
import { cancelVerification, startVerification } from "./verify.ts";

const canRun = (context: ActionContext) => hasNotebook(context) && !isRunning(context.runs.getState());
const canRunChosen = (context: ActionContext) => canRun(context) && hasChosenCode(context);

export const runActions = {
  "run-all": {
    title: "Run all",
    group: "Run",
    icon: Play,
    shortcuts: ["Ctrl+Shift+Enter"],
    where: "anywhere",
    when: canRun,
    perform: (context) => startRun(context, { kind: "all" }),
  },
  "run-all-anew": {
    title: "Run all without the cache",
    group: "Run",
    icon: RefreshCw,
    shortcuts: [],
    where: "anywhere",
    when: canRun,
    perform: (context) => startRun(context, { kind: "all" }, true),
  },
  "run-selected": {
    title: "Run selected cells",
    group: "Run",
    icon: ListChecks,
    shortcuts: ["Shift+Enter", "Ctrl+Enter"],
    where: "anywhere",
    when: canRunChosen,
    perform: (context) => startRun(context, { kind: "selected", cells: chosenCode(context) }),
  },
  "run-to-here": {
    title: "Run to here",
    group: "Run",
    icon: ArrowDownToLine,
    shortcuts: ["Alt+Enter"],
    where: "anywhere",
    when: canRunChosen,
    perform: (context) => startRun(context, { kind: "to", cells: chosenCode(context) }),
  },
  "run-from-here": {
    title: "Run from here",
    group: "Run",
    icon: ArrowUpToLine,
    shortcuts: ["Ctrl+Alt+Enter"],
    where: "anywhere",
    when: canRunChosen,
    perform: (context) => startRun(context, { kind: "from", cells: chosenCode(context) }),
  },
  cancel: {
    title: "Cancel the run",
    group: "Run",
    icon: Ban,
    shortcuts: ["Ctrl+Shift+C"],
    where: "anywhere",
    when: ({ runs }) => isRunning(runs.getState()),
    perform: cancelRun,
  },
  verify: {
    title: "Verify: the same as Restart and run all?",
    group: "Run",
    icon: BadgeCheck,
    shortcuts: ["Ctrl+Shift+Y"],
    where: "anywhere",
    when: (context) => hasNotebook(context) && context.runs.getState().verification.going === null,
    perform: startVerification,
  },
  "cancel-verification": {
    title: "Cancel the verification",
    group: "Run",
    icon: CircleX,
    shortcuts: [],
    where: "anywhere",
    when: ({ runs }) => runs.getState().verification.going !== null,
    perform: cancelVerification,
  },
  "show-seal": {
    title: "Show what the last verification found",
    group: "Run",
    icon: BadgeCheck,
    shortcuts: [],
    where: "anywhere",
    when: ({ runs }) => runs.getState().verification.seal !== null,
    perform: ({ session }) => openDialog(session, "seal"),
  },
  "jump-to-error": {
    title: "Jump to the first error",
    group: "Run",
    icon: CircleAlert,
    shortcuts: ["F8"],
    where: "anywhere",
    when: (context) => firstError(context) !== null,
    perform(context) {
      const found = firstError(context);
      if (!found) return;
      context.session.setState({ page: "notebook" });
      reveal(context.session, found.cell);
      showInspector(context.session, found.ran ? "output" : "why");
    },
  },
} satisfies Record<string, Action>;

/** The first cell in notebook order that failed; without one, the first that the analysis finds an error in. */
export function firstError({ documents, runs, analysis }: ActionContext): { cell: string; ran: boolean } | null {
  const failed = new Set(failedCells(runs.getState()));
  const wrong = new Set(
    analysis.getState().diagnostics.flatMap(({ cell, severity }) => (severity === "error" && cell ? [cell] : [])),
  );
  const cells = orderedCells(documents.getState().content);
  const ran = cells.find((cell) => failed.has(cell.id));
  const found = ran ?? cells.find((cell) => wrong.has(cell.id));
  return found ? { cell: found.id, ran: ran !== undefined } : null;
}
