import type { Diagnostic } from "@cellweave/engine/model/diagnostic";
import type { CellId } from "@cellweave/engine/model/flow";
import type { RunId } from "@cellweave/engine/model/run";
import type { SkeletonName } from "@cellweave/engine/model/skeleton";
import { createStore, type StoreApi } from "zustand/vanilla";

export type Page = "home" | "preview" | "notebook";
export type View = "canvas" | "split" | "notebook";
export type Theme = "light" | "dark" | "system";
export type Mode = "simple" | "expert";
export type LeftPanel = "add" | "outline" | "environments" | "templates" | "runs";
export type InspectorTab = "code" | "settings" | "output" | "logs" | "why" | "parallel";
export type DrawerTab = "problems" | "logs" | "timeline" | "items" | "variables" | "suggestions" | "diff";
export type Dialog =
  | ("palette" | "shortcuts" | "connect" | "quick-add" | "open" | "conflicts" | "seal" | "skeleton")
  | "export";
/** How much of a cell is drawn: everything, its title and state, or a rectangle on the overview. */
export type Detail = "full" | "title" | "overview";

/** What the canvas is asked to do; `serial` makes two equal wishes two. */
export type CanvasWish = { readonly serial: number } & (
  | { readonly wish: "fit" | "zoom-in" | "zoom-out" | "actual-size" | "tidy" }
  | { readonly wish: "reveal"; readonly cells: readonly CellId[] }
);

export interface Connecting {
  readonly from: CellId;
  readonly value: string | null;
  readonly to: CellId | null;
}

/** A skeleton that is about to be put on a cell. */
export interface Proposal {
  readonly cell: CellId;
  /** null is to be chosen. */
  readonly skeleton: SkeletonName | null;
  /** Found already: the cell as it would be, and why that gives the same. */
  readonly found: { readonly rewritten: string; readonly reason: string } | null;
}

/** The pipeline that the open notebook was made of, with what the notebook has not of it. */
export interface ImportedFrom {
  readonly from: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** One item of a skeleton's call: which call of the cell, and which of its items, both from 0. */
export interface ChosenItem {
  readonly cell: CellId;
  readonly call: number;
  readonly index: number | null;
}

/** What is remembered from one visit to the next. */
export interface Remembered {
  readonly view: View;
  readonly theme: Theme;
  readonly mode: Mode;
  readonly left: { readonly open: boolean; readonly panel: LeftPanel; readonly width: number };
  readonly inspector: { readonly open: boolean; readonly tab: InspectorTab; readonly width: number };
  readonly drawer: { readonly open: boolean; readonly tab: DrawerTab; readonly height: number };
  readonly minimap: boolean;
  readonly python: string | null;
  readonly dismissedHints: readonly string[];
}

export interface SessionState extends Remembered {
  readonly page: Page;
  /** In the order in which they were chosen; the last one is what the inspector shows. */
  readonly selected: readonly CellId[];
  readonly hovered: CellId | null;
  /** The cell whose source has the caret, in whichever view. */
  readonly editing: CellId | null;
  readonly caret: { readonly cell: CellId; readonly offset: number } | null;
  readonly detail: Detail;
  readonly search: { readonly open: boolean; readonly query: string };
  readonly dialog: Dialog | null;
  /** Cells that a dialog is about. */
  readonly subject: readonly CellId[];
  /** The edge that is being drawn by the "connect" dialog. */
  readonly connecting: Connecting | null;
  readonly proposal: Proposal | null;
  /** What the drawer shows of a skeleton's items. */
  readonly item: ChosenItem | null;
  readonly imported: ImportedFrom | null;
  readonly wish: CanvasWish | null;
  /** The run that is shown; null is the latest. */
  readonly run: RunId | null;
}

export type SessionStore = StoreApi<SessionState>;

export const firstSession: SessionState = {
  view: "canvas",
  theme: "system",
  mode: "simple",
  left: { open: true, panel: "outline", width: 272 },
  inspector: { open: true, tab: "code", width: 400 },
  drawer: { open: false, tab: "problems", height: 240 },
  minimap: true,
  python: null,
  dismissedHints: [],
  page: "home",
  selected: [],
  hovered: null,
  editing: null,
  caret: null,
  detail: "full",
  search: { open: false, query: "" },
  dialog: null,
  subject: [],
  connecting: null,
  proposal: null,
  item: null,
  imported: null,
  wish: null,
  run: null,
};

export function createSession(remembered: Partial<Remembered> = {}): SessionStore {
  return createStore<SessionState>(() => ({ ...firstSession, ...remembered }));
}

export function rememberedOf(state: SessionState): Remembered {
  const { view, theme, mode, left, inspector, drawer, minimap, python, dismissedHints } = state;
  return { view, theme, mode, left, inspector, drawer, minimap, python, dismissedHints };
}
