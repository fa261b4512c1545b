import { FileOutput, House, Redo2, Save, Undo2 } from "lucide-react";
import { isDirty, redo, undo } from "../document/document.ts";
import { openDialog } from "../session/changes.ts";
import type { Action } from "./action.ts";
import { hasNotebook } from "./chosen.ts";
import { save } from "./notebook.ts";

export const fileActions = {
  save: {
    title: "Save",
    group: "File",
    icon: Save,
    shortcuts: ["Ctrl+S"],
    where: "anywhere",
    when: hasNotebook,
    perform: async (context) => {
      await save(context);
    },
  },
  export: {
    title: "Export: files that other engines run",
    group: "File",
    icon: FileOutput,
    shortcuts: ["Ctrl+Shift+E"],
    where: "anywhere",
    when: hasNotebook,
    perform: ({ session }) => openDialog(session, "export"),
  },
  undo: {
    title: "Undo",
    group: "Edit",
    icon: Undo2,
    shortcuts: ["Ctrl+Z"],
    where: "not-typing",
    when: ({ documents }) => documents.getState().undo.length > 0,
    perform: ({ documents }) => undo(documents),
  },
  redo: {
    title: "Redo",
    group: "Edit",
    icon: Redo2,
    shortcuts: ["Ctrl+Shift+Z", "Ctrl+Y"],
    where: "not-typing",
    when: ({ documents }) => documents.getState().redo.length > 0,
    perform: ({ documents }) => redo(documents),
  },
  home: {
    title: "Home: open a notebook",
    group: "File",
    icon: House,
    shortcuts: ["Ctrl+O"],
    where: "anywhere",
    async perform(context) {
      if (isDirty(context.documents.getState()) && !(await save(context))) return;
      context.session.setState({ page: "home" });
    },
  },
} satisfies Record<string, Action>;
