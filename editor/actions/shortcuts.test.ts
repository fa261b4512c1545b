import { expect, test } from "vitest";
import { actionList } from "./actions.ts";
import { actionFor, isPressed, type Pressed } from "./shortcuts.ts";

const pressed = (key: string, held: Partial<Pressed> = {}): Pressed => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

test.each<[string, Pressed, boolean]>([
  ["Ctrl+K", pressed("k", { ctrlKey: true }), true],
  ["Ctrl+K", pressed("k", { metaKey: true }), true],
  ["Ctrl+K", pressed("K", { ctrlKey: true, shiftKey: true }), false],
  ["Shift+Enter", pressed("Enter", { shiftKey: true }), true],
  ["Enter", pressed("Enter", { shiftKey: true }), false],
  ["?", pressed("?", { shiftKey: true }), true],
  ["+", pressed("+"), true],
  ["Ctrl+.", pressed(".", { ctrlKey: true }), true],
  ["Ctrl+Shift+-", pressed("_", { ctrlKey: true, shiftKey: true, code: "Minus" }), true],
  ["Ctrl+-", pressed("-", { ctrlKey: true }), true],
  ["Alt+1", pressed("¡", { altKey: true, code: "Digit1" }), true],
  ["Shift+1", pressed("!", { shiftKey: true, code: "Digit1" }), true],
  ["L", pressed("l"), true],
  ["L", pressed("l", { ctrlKey: true }), false],
])("%s for %o: %s", (keys, event, expected) => {
  expect(isPressed(keys, event)).toBe(expected);
});

test("letters are letters while a person types, and keys of the canvas stay on the canvas", () => {
  const typing = { typing: true, cells: false, canvas: false };
  expect(actionFor(pressed("l"), typing)).toBe(null);
  expect(actionFor(pressed("z", { ctrlKey: true }), typing)).toBe(null);
  expect(actionFor(pressed("s", { ctrlKey: true }), typing)).toBe("save");
  expect(actionFor(pressed("l"), { typing: false, cells: true, canvas: false })).toBe("connect");
  expect(actionFor(pressed("ArrowLeft"), { typing: false, cells: true, canvas: false })).toBe(null);
  expect(actionFor(pressed("ArrowLeft"), { typing: false, cells: true, canvas: true })).toBe("walk-upstream");
});

test("no two actions have the same shortcut", () => {
  const all = actionList.flatMap(([, action]) => action.shortcuts);
  expect(all.filter((keys, index) => all.indexOf(keys) !== index)).toEqual([]);
});
