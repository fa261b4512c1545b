import { useEffect, useRef, useState } from "react";
import { canPerform, perform } from "../actions/perform.ts";
import { actionFor } from "../actions/shortcuts.ts";
import type { CellEditorProps } from "./cell-editor.tsx";
import { markersOf } from "./markers.ts";
import { loadPool, modelOf, type Pool, takeEditor } from "./pool.ts";

type Wanted = CellEditorProps & {
  readonly language: string;
  readonly onLost: () => void;
  readonly onLeaveFrom: (place: HTMLElement | null) => void;
  readonly onFailed: () => void;
};

/** Brings the page's editor to `place` for as long as the cell is edited there. */
export function useMonaco(wanted: Wanted) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(wanted);
  latest.current = wanted;
  const [pool, setPool] = useState<Pool | null>(null);
  const { cell, language, source, diagnostics } = wanted;

  useEffect(() => {
    let stop = () => {};
    let gone = false;
    loadPool().then(
      (loaded) => {
        if (gone || !place.current) return;
        stop = attach(loaded, place.current, latest, cell, language);
        setPool(loaded);
      },
      () => latest.current.onFailed(),
    );
    return () => {
      gone = true;
      stop();
    };
  }, [cell, language]);

  useEffect(() => {
    const model = pool?.editor.getModel();
    // Undo and the form write the source from outside; the caret stays where it can.
    if (model && pool?.box.parentElement === place.current && model.getValue() !== source) replaceText(pool, source);
  }, [pool, source]);

  useEffect(() => {
    const model = pool?.editor.getModel();
    if (pool && model)
      pool.monaco.editor.setModelMarkers(model, "cellweave", markersOf(diagnostics ?? [], pool.monaco.MarkerSeverity));
  }, [pool, diagnostics]);

  return { place, ready: pool !== null };
}

function attach(
  pool: Pool,
  place: HTMLElement,
  latest: { readonly current: Wanted },
  cell: string,
  language: string,
): () => void {
  const { editor, monaco } = pool;
  const { KeyCode, KeyMod } = monaco;
  const release = takeEditor(pool, place, () => latest.current.onLost());
  editor.setModel(modelOf(pool, cell, latest.current.source, language));
  const fill = latest.current.fill === true;
  editor.updateOptions({
    lineNumbers: fill ? "on" : "off",
    lineNumbersMinChars: fill ? 3 : 0,
    lineDecorationsWidth: fill ? 8 : 12,
    ariaLabel: `${latest.current.label}. Press Escape to leave, Control M to let Tab move on.`,
  });
  const run = {
    [KeyMod.Shift | KeyCode.Enter]: "next",
    [KeyMod.CtrlCmd | KeyCode.Enter]: "stay",
    [KeyMod.Alt | KeyCode.Enter]: "insert",
  } as const;
  const stops = [
    editor.onDidChangeModelContent(() => {
      const text = editor.getModel()?.getValue(monaco.editor.EndOfLinePreference.LF) ?? "";
      if (text !== latest.current.source) latest.current.onChange(text);
    }),
    editor.onDidFocusEditorText(() => latest.current.onFocusChange?.(true)),
    editor.onDidBlurEditorText(() => latest.current.onFocusChange?.(false)),
    editor.onDidChangeCursorPosition(({ position }) => {
      const offset = editor.getModel()?.getOffsetAt(position);
      if (offset !== undefined) latest.current.onCaret?.(offset);
    }),
    editor.onKeyDown((event) => {
      const then = latest.current.onRun && run[modifiers(event, KeyMod) | event.keyCode];
      const leaves =
        event.keyCode === KeyCode.Escape && !place.querySelector(".suggest-widget.visible, .find-widget.visible");
      // What works anywhere on the page works here too, before Monaco takes the key for one of its own.
      const action = actionFor(event.browserEvent, { typing: true, cells: false, canvas: false });
      if (then) latest.current.onRun?.(then);
      else if (leaves) latest.current.onLeaveFrom(place);
      else if (action && canPerform(action)) perform(action);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }),
  ];
  editor.focus();
  return () => {
    for (const stop of stops) stop.dispose();
    release();
  };
}

interface Keys {
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

function modifiers(keys: Keys, mod: Pool["monaco"]["KeyMod"]): number {
  return (
    (keys.shiftKey ? mod.Shift : 0) | (keys.altKey ? mod.Alt : 0) | (keys.ctrlKey || keys.metaKey ? mod.CtrlCmd : 0)
  );
}

function replaceText({ editor }: Pool, text: string): void {
  const model = editor.getModel();
  if (!model) return;
  const position = editor.getPosition();
  model.setValue(text);
  if (position) editor.setPosition(model.validatePosition(position));
}
