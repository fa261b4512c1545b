import { expect, test } from "vitest";
import { select, showLeft, toggleRegion, toggleSelected, wish } from "./changes.ts";
import { recall, remember } from "./remember.ts";
import { createSession } from "./session.ts";

function storage() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, text: string) => void items.set(key, text),
  };
}

test("panels, view and theme are there again at the next visit; selection and page are not", () => {
  const kept = storage();
  const store = createSession();
  remember(store, kept);
  store.setState({ theme: "dark", view: "split", page: "notebook", selected: ["a"] });
  toggleRegion(store, "inspector");
  const next = createSession(recall(kept)).getState();
  expect(next).toMatchObject({ theme: "dark", view: "split", inspector: { open: false }, page: "home", selected: [] });
});

test("what an older or broken version stored is left aside, member by member", () => {
  const broken = { getItem: () => '{"theme":3,"view":"split","left":{"width":99},"drawer":null}' };
  expect(recall(broken)).toEqual({ view: "split", left: { open: true, panel: "outline", width: 99 } });
  expect(recall({ getItem: () => "not json" })).toEqual({});
});

test("storage that refuses does not stop the session", () => {
  const store = createSession();
  remember(store, {
    setItem: () => {
      throw new Error("full");
    },
  });
  store.setState({ theme: "dark" });
  expect(store.getState().theme).toBe("dark");
});

test("the last cell chosen is the one in focus, and equal wishes are two wishes", () => {
  const store = createSession();
  select(store, ["a"]);
  toggleSelected(store, "b");
  toggleSelected(store, "a");
  expect(store.getState().selected).toEqual(["b"]);
  wish(store, { wish: "fit" });
  const first = store.getState().wish;
  wish(store, { wish: "fit" });
  expect(store.getState().wish).not.toEqual(first);
});

test("pressing the rail's open panel closes it", () => {
  const store = createSession();
  showLeft(store, "runs");
  expect(store.getState().left).toMatchObject({ open: true, panel: "runs" });
  showLeft(store, "runs");
  expect(store.getState().left.open).toBe(false);
});
