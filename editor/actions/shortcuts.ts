import type { Action } from "./action.ts";
import { type ActionId, actionList, actionOf } from "./actions.ts";

/** What was pressed, and where, as far as shortcuts need it. */
export interface Pressed {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

export interface PressedIn {
  /** In an input, a text area or an editor. */
  readonly typing: boolean;
  /** In a place where cells are what has the focus, or nowhere. */
  readonly cells: boolean;
  readonly canvas: boolean;
}

/** The shortcut that is shown for an action, if it has one. */
export function shortcutOf(id: ActionId): string | undefined {
  return actionOf(id).shortcuts[0];
}

/** The action whose shortcut this is, in the place where it was pressed. */
export function actionFor(pressed: Pressed, place: PressedIn): ActionId | null {
  const found = actionList.find(
    ([, action]) => worksIn(action, place) && action.shortcuts.some((keys) => isPressed(keys, pressed)),
  );
  return found?.[0] ?? null;
}

const worksIn = (action: Action, place: PressedIn): boolean => {
  if (action.where === "anywhere") return true;
  if (place.typing) return false;
  return action.where === "not-typing" || (action.where === "cells" ? place.cells : place.canvas);
};

export function isPressed(keys: string, pressed: Pressed): boolean {
  const parts = keys.split(/\+(?=.)/);
  const key = parts.at(-1) ?? "";
  const symbol = key.length === 1 && !/[a-z0-9]/i.test(key);
  const wants = (name: string) => parts.slice(0, -1).includes(name);
  if (wants("Ctrl") !== (pressed.ctrlKey || pressed.metaKey) || wants("Alt") !== pressed.altKey) return false;
  // "?" or "+" needs Shift on some keyboards and not on others, so for symbols only what was typed counts.
  if (!symbol && wants("Shift") !== pressed.shiftKey) return false;
  if (/^[0-9]$/.test(key)) return pressed.code === `Digit${key}` || pressed.key === key;
  if (symbol && wants("Shift")) return pressed.shiftKey && (pressed.key === key || pressed.code === codes[key]);
  return pressed.key.toLowerCase() === key.toLowerCase();
}

const codes: { readonly [key: string]: string } = { "-": "Minus", "=": "Equal", ".": "Period" };
