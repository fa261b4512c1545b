import type { CellId } from "@cellweave/engine/model/flow";
import type { LucideIcon } from "lucide-react";
import type { Server } from "../api/server.ts";
import type { AnalysisStore } from "../document/analysis.ts";
import type { DocumentStore } from "../document/document.ts";
import type { Questions } from "../document/questions.ts";
import type { RunsStore } from "../runs/runs.ts";
import type { SessionStore } from "../session/session.ts";
import type { ToastMessage } from "../ui/toast.tsx";

/** All that an action may read and change. */
export interface ActionContext {
  readonly documents: DocumentStore;
  readonly session: SessionStore;
  readonly runs: RunsStore;
  readonly analysis: AnalysisStore;
  readonly questions: Questions;
  readonly server: Server;
  newId(): CellId;
  tell(message: ToastMessage): void;
}

export type ActionGroup = "Run" | "Cells" | "Edit" | "Graph" | "View" | "File" | "Help";

/** One thing a person can do; menus, palette, shortcuts and the F1 sheet are made from it. */
export interface Action {
  readonly title: string;
  readonly group: ActionGroup;
  readonly icon: LucideIcon;
  /** As in "Ctrl+Shift+K"; on a Mac, Ctrl is Cmd. The first is shown. */
  readonly shortcuts: readonly string[];
  /**
   * Where the shortcuts work: anywhere; anywhere but in text that is being typed; or only where cells are the focus
   * (canvas, outline, notebook view outside of editors).
   */
  readonly where: "anywhere" | "not-typing" | "cells" | "canvas";
  /** Left out: always. */
  when?(context: ActionContext): boolean;
  perform(context: ActionContext): void | Promise<void>;
}
