import { context } from "./context.ts";
import { canPerform, perform } from "./perform.ts";
import { actionFor, type PressedIn } from "./shortcuts.ts";

/** Lets shortcuts work from now on; the result stops it. Elements say where cells have the focus by `data-focus`. */
export function listenShortcuts(target: Document): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const { dialog, page, editing } = context.session.getState();
    // While the editor is on its way, what is typed is meant for it and is no shortcut.
    const onCells = dialog === null && editing === null && page === "notebook";
    const action = actionFor(event, placeOf(event.target, onCells));
    if (action === null || !canPerform(action) || (dialog !== null && action !== "palette")) return;
    event.preventDefault();
    perform(action);
  };
  target.addEventListener("keydown", listen);
  return () => target.removeEventListener("keydown", listen);
}

function placeOf(target: EventTarget | null, onCells: boolean): PressedIn {
  const element = target instanceof HTMLElement ? target : null;
  const typing = element?.closest("input, textarea, select, [contenteditable='true'], .monaco-editor") != null;
  const focus = element?.closest("[data-focus]")?.getAttribute("data-focus");
  const nowhere = element === null || element === document.body;
  return {
    typing,
    cells: onCells && (nowhere || focus === "canvas" || focus === "cells"),
    canvas: onCells && (nowhere || focus === "canvas"),
  };
}
