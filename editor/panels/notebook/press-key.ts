import type { KeyboardEvent } from "react";
import { insertCell } from "../../actions/cell-actions.ts";
import { context } from "../../actions/context.ts";
import { perform } from "../../actions/perform.ts";
import { undo } from "../../document/document.ts";
import { reveal } from "../../session/changes.ts";
import { copyCells, cutCells, pasteCells } from "./cell-clipboard.ts";

/** Keys of the notebook view that the table of actions does not have, or has differently. */
const keys: Record<string, () => void> = {
  arrowup: () => step(-1),
  arrowdown: () => step(1),
  k: () => step(-1),
  j: () => step(1),
  x: cutCells,
  c: copyCells,
  v: pasteCells,
  z: () => undo(context.documents),
  // Deleting asks for D twice, as in JupyterLab.
  d: () => {},
};

let pressedBefore = { key: "", at: 0 };
const twiceWithin = 700;

/** Does what a key means while a cell, and not its code, has the focus. */
export function pressKey(event: KeyboardEvent): void {
  if (isTyping(event.target)) return;
  const key = event.key.toLowerCase();
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  const then = runKey(event);
  if (then) runChosen(then);
  else if (!plain || !keys[key]) return;
  else if (key === "d" && pressedBefore.key === "d" && event.timeStamp - pressedBefore.at < twiceWithin)
    perform("delete");
  else keys[key]();
  pressedBefore = { key, at: event.timeStamp };
  event.preventDefault();
  event.stopPropagation();
}

/** Runs the selected cells as JupyterLab does: then goes to the next cell, stays, or adds one below. */
export function runChosen(then: "next" | "stay" | "insert"): void {
  context.session.setState({ editing: null });
  perform("run-selected");
  if (then === "insert") context.session.setState({ editing: insertCell(context, "code") });
  if (then !== "next") return;
  const { order } = context.documents.getState().content;
  const last = context.session.getState().selected.at(-1);
  if (last !== undefined && last === order.at(-1)) insertCell(context, "code");
  else step(1);
}

function runKey(event: KeyboardEvent): "next" | "stay" | "insert" | null {
  if (event.key !== "Enter" || (event.ctrlKey && event.altKey)) return null;
  if (event.shiftKey) return event.ctrlKey ? null : "next";
  if (event.altKey) return "insert";
  return event.ctrlKey || event.metaKey ? "stay" : null;
}

function step(by: 1 | -1): void {
  const { order } = context.documents.getState().content;
  const at = order.indexOf(context.session.getState().selected.at(-1) ?? "");
  const next = at < 0 ? order[0] : order[at + by];
  if (next !== undefined) reveal(context.session, next);
}

function isTyping(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, .monaco-editor") !== null;
}
