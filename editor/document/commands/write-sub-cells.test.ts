import { parseNotebook } from "@cellweave/engine/phases/1-parse/parse-notebook";
import { expect, test } from "vitest";
import { createDocument, execute, isDirty, openDocument, undo } from "../document.ts";
import { place } from "./place.ts";
import { writeSubCells } from "./write-sub-cells.ts";

test("sub-cells become cells of their own in one step, which is undone in one", () => {
  const documents = createDocument();
  const cell = { cell_type: "code", id: "a", metadata: {}, outputs: [], execution_count: null };
  const source = "x = 1\n\n# two\ny = 2\nz = 3";
  const text = JSON.stringify({ cells: [{ ...cell, source }], metadata: {}, nbformat: 4, nbformat_minor: 5 });
  openDocument(documents, { path: "a.ipynb", text, version: "1", ...parseNotebook(text) });
  execute(documents, place, { cells: ["a"], placement: { split: [3, 5], environment: "big" } });
  execute(documents, writeSubCells, { cell: "a", lines: [5, 3], ids: ["b", "c"] });
  const { order, cells } = documents.getState().content;
  expect(order.map((id) => [id, cells[id]?.source, cells[id]?.metadata.cellweave])).toEqual([
    ["a", "x = 1", { environment: "big" }],
    ["b", "# two\ny = 2", { environment: "big" }],
    ["c", "z = 3", { environment: "big" }],
  ]);
  undo(documents);
  undo(documents);
  expect(isDirty(documents.getState())).toBe(false);
});
