import { parseNotebook } from "@cellweave/engine/phases/1-parse/parse-notebook";
import { expect, test } from "vitest";
import { deleteCells } from "./commands/delete-cells.ts";
import { editSource } from "./commands/edit-source.ts";
import { meetDisk, settleQuarrel } from "./conflicts.ts";
import { createDocument, execute, openDocument } from "./document.ts";

const file = (sources: { readonly [id: string]: string }) => {
  const cells = Object.entries(sources).map(([id, source]) => ({
    cell_type: "code",
    id,
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  }));
  const text = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
  return { text, version: text, ...parseNotebook(text) };
};

function opened() {
  const store = createDocument();
  openDocument(store, { path: "a.ipynb", ...file({ a: "1", b: "2", c: "3" }) });
  return store;
}

const shown = (store: ReturnType<typeof opened>) => {
  const { order, cells } = store.getState().content;
  return Object.fromEntries(order.map((id) => [id, cells[id]?.source]));
};

test("changes in different cells are joined", () => {
  const store = opened();
  execute(store, editSource, { cell: "a", source: "mine" });
  expect(meetDisk(store, file({ a: "1", b: "theirs", c: "3", d: "new" }))).toBe(true);
  expect(shown(store)).toEqual({ a: "mine", b: "theirs", c: "3", d: "new" });
  expect(store.getState().quarrel).toBe(null);
});

test("the same change on both sides is no conflict", () => {
  const store = opened();
  execute(store, editSource, { cell: "a", source: "same" });
  expect(meetDisk(store, file({ a: "same", b: "2", c: "3" }))).toBe(true);
});

test("a cell changed on both sides is asked about, and each answer is kept", () => {
  for (const [choice, expected] of [
    ["mine", "mine"],
    ["theirs", "theirs"],
  ] as const) {
    const store = opened();
    execute(store, editSource, { cell: "a", source: "mine" });
    execute(store, editSource, { cell: "b", source: "also mine" }, 0);
    expect(meetDisk(store, file({ a: "theirs", b: "2", c: "3" }))).toBe(false);
    expect(shown(store).a).toBe("mine");
    expect(store.getState().quarrel?.conflicts).toMatchObject([
      { cell: "a", reason: "changed", mine: "mine", theirs: "theirs", base: "1" },
    ]);
    settleQuarrel(store, { a: choice });
    expect(shown(store)).toEqual({ a: expected, b: "also mine", c: "3" });
    expect(store.getState().quarrel).toBe(null);
  }
});

test("a cell edited here and deleted there comes back where it stood, if the person wants it", () => {
  const store = opened();
  execute(store, editSource, { cell: "b", source: "mine" });
  expect(meetDisk(store, file({ a: "1", c: "3" }))).toBe(false);
  settleQuarrel(store, { b: "mine" });
  expect(shown(store)).toEqual({ a: "1", b: "mine", c: "3" });
});

test("a cell deleted here and edited there goes only if the person says so", () => {
  for (const [choice, expected] of [
    ["mine", { a: "1", c: "3" }],
    ["theirs", { a: "1", b: "theirs", c: "3" }],
  ] as const) {
    const store = opened();
    execute(store, deleteCells, { cells: ["b"] });
    expect(meetDisk(store, file({ a: "1", b: "theirs", c: "3" }))).toBe(false);
    settleQuarrel(store, { b: choice });
    expect(shown(store)).toEqual(expected);
  }
});
