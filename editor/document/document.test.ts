import { applyEdits } from "@cellweave/engine/phases/1-parse/apply-edits";
import { parseNotebook } from "@cellweave/engine/phases/1-parse/parse-notebook";
import fc from "fast-check";
import { expect, test } from "vitest";
import { editSource } from "./commands/edit-source.ts";
import { contentOf } from "./content.ts";
import { createDocument, execute, isDirty, openDocument, rebase, redo, undo } from "./document.ts";
import { deeds, notebookTexts } from "./testing/random-notebooks.ts";
import { toEdits } from "./to-edits.ts";

function opened(text: string) {
  const store = createDocument();
  openDocument(store, { path: "a.ipynb", text, version: "1", ...parseNotebook(text) });
  return store;
}

const lists = fc.array(deeds, { maxLength: 14 });

test("what is done and undone leaves the same bytes, and redone the same content", () => {
  fc.assert(
    fc.property(notebookTexts, lists, (text, done) => {
      const store = opened(text);
      for (const deed of done) deed.run(store);
      const after = store.getState().content;
      while (store.getState().undo.length > 0) undo(store);
      const { base, content } = store.getState();
      expect(content).toEqual(base);
      expect(toEdits(base, content)).toEqual([]);
      expect(isDirty(store.getState())).toBe(false);
      expect(applyEdits(text, toEdits(base, content)).text).toBe(text);
      while (store.getState().redo.length > 0) redo(store);
      expect(store.getState().content).toEqual(after);
    }),
  );
});

test("the file with the edits written says what the person sees", () => {
  fc.assert(
    fc.property(notebookTexts, lists, (text, done) => {
      const store = opened(text);
      for (const deed of done) deed.run(store);
      const { base, content } = store.getState();
      const written = applyEdits(text, toEdits(base, content));
      expect(written.conflicts).toEqual([]);
      expect(contentOf(parseNotebook(written.text).flow)).toEqual(content);
    }),
  );
});

test("typing is one step to undo, until a pause or another cell", () => {
  const store = opened(
    JSON.stringify({ cells: [code("a", "x"), code("b", "y")], metadata: {}, nbformat: 4, nbformat_minor: 5 }),
  );
  execute(store, editSource, { cell: "a", source: "x1" }, 1000);
  execute(store, editSource, { cell: "a", source: "x12" }, 1500);
  execute(store, editSource, { cell: "a", source: "x123" }, 9000);
  execute(store, editSource, { cell: "b", source: "y1" }, 9100);
  expect(store.getState().undo).toHaveLength(3);
  undo(store);
  undo(store);
  expect(store.getState().content.cells.a?.source).toBe("x12");
  undo(store);
  expect(store.getState().content).toEqual(store.getState().base);
});

test("what is typed while a save is under way stays, and can be undone past the save", () => {
  const store = opened(
    JSON.stringify({ cells: [code("a", "x"), code("b", "y")], metadata: {}, nbformat: 4, nbformat_minor: 5 }),
  );
  execute(store, editSource, { cell: "a", source: "x = 2" }, 1000);
  const { content: sent, base, baseText } = store.getState();
  execute(store, editSource, { cell: "b", source: "y = 3" }, 5000);
  const text = applyEdits(baseText, toEdits(base, sent)).text;
  rebase(store, { text, version: "2", ...parseNotebook(text) }, sent);
  expect(store.getState().baseVersion).toBe("2");
  expect(store.getState().base.cells.a?.source).toBe("x = 2");
  expect(store.getState().content.cells.b?.source).toBe("y = 3");
  expect(isDirty(store.getState())).toBe(true);
  undo(store);
  expect(isDirty(store.getState())).toBe(false);
  undo(store);
  expect(store.getState().content.cells.a?.source).toBe("x");
  expect(isDirty(store.getState())).toBe(true);
});

function code(id: string, source: string) {
  return { cell_type: "code", id, metadata: {}, source, outputs: [], execution_count: null };
}
