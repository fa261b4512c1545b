import type * as Monaco from "monaco-editor/editor";
import { defineThemes, themeName } from "./themes.ts";

/** The one editor of the page, in a box that moves to whichever cell is edited. */
export interface Pool {
  readonly monaco: typeof Monaco;
  readonly box: HTMLElement;
  readonly editor: Monaco.editor.IStandaloneCodeEditor;
}

let loading: Promise<Pool> | null = null;
let takenBack: (() => void) | null = null;

/** Loads Monaco at the first call; a load that failed is tried again at the next. */
export function loadPool(): Promise<Pool> {
  loading ??= import("./monaco.ts").then(
    ({ monaco }) => createPool(monaco),
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

/** Moves the editor into `place`. Whoever had it is told, and shows its code without it. */
export function takeEditor(pool: Pool, place: HTMLElement, lost: () => void): () => void {
  if (takenBack !== lost) takenBack?.();
  takenBack = lost;
  place.append(pool.box);
  return () => {
    if (takenBack !== lost) return;
    takenBack = null;
    pool.box.remove();
    pool.editor.setModel(null);
  };
}

const mostModels = 60;
const models = new Map<string, Monaco.editor.ITextModel>();

/** The text of a cell with its own undo history; the least recently edited are let go. */
export function modelOf({ monaco }: Pool, cell: string, source: string, language: string): Monaco.editor.ITextModel {
  const found = models.get(cell);
  models.delete(cell);
  const model = found && !found.isDisposed() ? found : monaco.editor.createModel(source, language);
  models.set(cell, model);
  if (model.getLanguageId() !== language) monaco.editor.setModelLanguage(model, language);
  if (model.getValue() !== source) model.setValue(source);
  const [oldest] = models.keys();
  if (models.size > mostModels && oldest !== undefined) {
    models.get(oldest)?.dispose();
    models.delete(oldest);
  }
  return model;
}

function createPool(monaco: typeof Monaco): Pool {
  const box = document.createElement("div");
  box.style.height = "100%";
  const editor = monaco.editor.create(box, {
    theme: themeName,
    model: null,
    automaticLayout: true,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    fontSize: 12,
    lineHeight: 18,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--font-mono") || "monospace",
    folding: false,
    glyphMargin: false,
    renderLineHighlight: "none",
    overviewRulerLanes: 0,
    scrollbar: { alwaysConsumeMouseWheel: false, verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
    padding: { top: 8, bottom: 8 },
    tabSize: 4,
    insertSpaces: true,
    wordBasedSuggestions: "off",
    fixedOverflowWidgets: true,
    // A text area is what the page's shortcuts, the canvas and screen readers know as a place to type.
    editContext: false,
    // Ctrl+M gives Tab back to the page, as WCAG asks of an editor that takes it.
    tabFocusMode: false,
    accessibilitySupport: "auto",
  });
  new MutationObserver(() => defineThemes(monaco)).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-theme"],
  });
  return { monaco, box, editor };
}
