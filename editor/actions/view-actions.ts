import {
  Columns2,
  Command as CommandIcon,
  GitCompareArrows,
  Keyboard,
  LayoutGrid,
  ListTree,
  Map as MapIcon,
  Maximize,
  Moon,
  NotebookText,
  PanelBottom,
  PanelLeft,
  PanelRight,
  Scan,
  Search,
  Sparkles,
  TriangleAlert,
  Workflow,
  ZoomIn,
  ZoomOut,
} from "lucide-react";
import { openDialog, showDrawer, showLeft, toggleRegion, wish } from "../session/changes.ts";
import type { Theme, View } from "../session/session.ts";
import type { Action, ActionContext } from "./action.ts";
import { hasNotebook } from "./chosen.ts";

const onCanvas = (context: ActionContext) =>
  hasNotebook(context) &&
  context.session.getState().page === "notebook" &&
  context.session.getState().view !== "notebook";

export const viewActions = {
  palette: {
    title: "Do anything …",
    group: "Help",
    icon: CommandIcon,
    shortcuts: ["Ctrl+K", "Ctrl+Shift+P"],
    where: "anywhere",
    perform: ({ session }) => openDialog(session, "palette"),
  },
  shortcuts: {
    title: "Keyboard shortcuts",
    group: "Help",
    icon: Keyboard,
    shortcuts: ["F1", "?"],
    where: "not-typing",
    perform: ({ session }) => openDialog(session, "shortcuts"),
  },
  search: {
    title: "Search cells",
    group: "View",
    icon: Search,
    shortcuts: ["Ctrl+F"],
    where: "not-typing",
    when: hasNotebook,
    perform: ({ session }) => session.setState({ search: { ...session.getState().search, open: true } }),
  },
  "zoom-in": {
    title: "Zoom in",
    group: "View",
    icon: ZoomIn,
    shortcuts: ["Ctrl+=", "+"],
    where: "not-typing",
    when: onCanvas,
    perform: ({ session }) => wish(session, { wish: "zoom-in" }),
  },
  "zoom-out": {
    title: "Zoom out",
    group: "View",
    icon: ZoomOut,
    shortcuts: ["Ctrl+-", "-"],
    where: "not-typing",
    when: onCanvas,
    perform: ({ session }) => wish(session, { wish: "zoom-out" }),
  },
  "actual-size": {
    title: "Zoom to actual size",
    group: "View",
    icon: Scan,
    shortcuts: ["Ctrl+0"],
    where: "not-typing",
    when: onCanvas,
    perform: ({ session }) => wish(session, { wish: "actual-size" }),
  },
  fit: {
    title: "Fit all cells into view",
    group: "View",
    icon: Maximize,
    shortcuts: ["Shift+1"],
    where: "not-typing",
    when: onCanvas,
    perform: ({ session }) => wish(session, { wish: "fit" }),
  },
  tidy: {
    title: "Tidy the layout",
    group: "View",
    icon: Sparkles,
    shortcuts: ["Shift+T"],
    where: "cells",
    when: onCanvas,
    perform: ({ session }) => wish(session, { wish: "tidy" }),
  },
  minimap: {
    title: "Show or hide the minimap",
    group: "View",
    icon: MapIcon,
    shortcuts: [],
    where: "anywhere",
    when: onCanvas,
    perform: ({ session }) => session.setState(({ minimap }) => ({ minimap: !minimap })),
  },
  "view-canvas": view("canvas", "Canvas", Workflow, "Alt+1"),
  "view-split": view("split", "Canvas and notebook side by side", Columns2, "Alt+2"),
  "view-notebook": view("notebook", "Notebook", NotebookText, "Alt+3"),
  "toggle-left": region("left", "Show or hide the left panel", PanelLeft, "Ctrl+B"),
  "toggle-inspector": region("inspector", "Show or hide the inspector", PanelRight, "Ctrl+Alt+B"),
  "toggle-drawer": region("drawer", "Show or hide the drawer", PanelBottom, "Ctrl+J"),
  outline: {
    title: "Outline",
    group: "View",
    icon: ListTree,
    shortcuts: ["Ctrl+Shift+O"],
    where: "anywhere",
    when: hasNotebook,
    perform: ({ session }) => showLeft(session, "outline"),
  },
  problems: {
    title: "Problems",
    group: "View",
    icon: TriangleAlert,
    shortcuts: ["Ctrl+Shift+M"],
    where: "anywhere",
    when: hasNotebook,
    perform: ({ session }) => showDrawer(session, "problems"),
  },
  diff: {
    title: "Show what changed since the last save",
    group: "File",
    icon: GitCompareArrows,
    shortcuts: ["Ctrl+Shift+D"],
    where: "anywhere",
    when: hasNotebook,
    perform: ({ session }) => showDrawer(session, "diff"),
  },
  theme: {
    title: "Switch between light, dark and the system's theme",
    group: "View",
    icon: Moon,
    shortcuts: [],
    where: "anywhere",
    perform: ({ session }) => session.setState(({ theme }) => ({ theme: nextTheme[theme] })),
  },
  mode: {
    title: "Switch between simple and expert mode",
    group: "View",
    icon: LayoutGrid,
    shortcuts: [],
    where: "anywhere",
    perform: ({ session }) => session.setState(({ mode }) => ({ mode: mode === "simple" ? "expert" : "simple" })),
  },
} satisfies Record<string, Action>;

const nextTheme: Record<Theme, Theme> = { light: "dark", dark: "system", system: "light" };

function view(shown: View, title: string, icon: Action["icon"], shortcut: string): Action {
  return {
    title,
    group: "View",
    icon,
    shortcuts: [shortcut],
    where: "anywhere",
    when: hasNotebook,
    perform: ({ session }) => session.setState({ page: "notebook", view: shown }),
  };
}

function region(shown: "left" | "inspector" | "drawer", title: string, icon: Action["icon"], shortcut: string): Action {
  return {
    title,
    group: "View",
    icon,
    shortcuts: [shortcut],
    where: "anywhere",
    when: hasNotebook,
    perform: ({ session }) => toggleRegion(session, shown),
  };
}
