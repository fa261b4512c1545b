import fc from "fast-check";
import { expect, test } from "vitest";
import type { DocumentCell, DocumentContent } from "../../document/content.ts";
import { aroundChanges, notebookDifference, sideBySide, summaryOf } from "./diff-model.ts";

const cell = (id: string, source = id): DocumentCell => ({
  id,
  kind: "code",
  source,
  metadata: {},
  outputs: [],
  executionCount: null,
});
const content = (cells: readonly DocumentCell[], metadata = {}): DocumentContent => ({
  order: cells.map(({ id }) => id),
  cells: Object.fromEntries(cells.map((one) => [one.id, one])),
  metadata,
});
const changesOf = (before: DocumentContent, after: DocumentContent) =>
  notebookDifference(before, after).cells.map(({ id, change }) => [id, change]);

const [a, b, c] = [cell("a"), cell("b"), cell("c")];

test("equal notebooks do not differ", () => {
  const difference = notebookDifference(content([a, b]), content([a, { ...b }]));
  expect(difference).toEqual({ cells: [], metadata: [] });
  expect(summaryOf(difference)).toBe("No changes");
});

test("edited, added, removed and moved cells are told apart", () => {
  expect(changesOf(content([a, b]), content([{ ...a, source: "x" }, b]))).toEqual([["a", "changed"]]);
  expect(changesOf(content([a]), content([a, b]))).toEqual([["b", "added"]]);
  expect(changesOf(content([a, b]), content([a]))).toEqual([["b", "removed"]]);
  expect(changesOf(content([a, b, c]), content([c, a, b]))).toEqual([["c", "moved"]]);
});

test("metadata is counted by entries, of the notebook and of cells", () => {
  const difference = notebookDifference(
    content([a], { kernel: 1, same: 1 }),
    content([{ ...a, source: "new", metadata: { tags: ["x"] } }], { kernel: 2, same: 1 }),
  );
  expect(difference.metadata).toEqual(["kernel"]);
  expect(summaryOf(difference)).toBe("1 cell changed, 2 metadata entries");
});

test("what was replaced stands beside what replaced it", () => {
  expect(sideBySide("one\ntwo\nthree", "one\n2\n2b\nthree")).toEqual([
    { left: { number: 1, text: "one" }, right: { number: 1, text: "one" }, same: true },
    { left: { number: 2, text: "two" }, right: { number: 2, text: "2" }, same: false },
    { left: null, right: { number: 3, text: "2b" }, same: false },
    { left: { number: 3, text: "three" }, right: { number: 4, text: "three" }, same: true },
  ]);
});

test("far from a change, same lines are left out once", () => {
  const before = Array.from({ length: 30 }, (_, at) => `line ${at}`);
  const rows = sideBySide(before.join("\n"), before.with(15, "changed").join("\n"));
  const shown = aroundChanges(rows, 2);
  expect(shown.filter((row) => row === null)).toHaveLength(2);
  expect(shown.filter((row) => row !== null)).toHaveLength(5);
});

test("each side of the rows is the whole text of that side", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const rows = sideBySide(before, after);
      const side = (which: "left" | "right") => rows.flatMap((row) => row[which]?.text ?? []).join("\n");
      return side("left") === before && side("right") === after;
    }),
  );
});
