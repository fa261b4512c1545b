import { expect, test } from "vitest";
import type { DocumentCell } from "../document/content.ts";
import { cellTitle, headingLevel, withHeading } from "../ui/cell-title.ts";
import { filterCells, outlineRows, treeStep } from "./outline-model.ts";

const cell = (id: string, source: string, kind: DocumentCell["kind"] = "code", tags?: string[]): DocumentCell => ({
  id,
  kind,
  source,
  metadata: tags ? { tags } : {},
  outputs: [],
  executionCount: null,
});
const text = (id: string, source: string) => cell(id, source, "markdown");

const notebook = [
  cell("imports", "import pandas as pd"),
  text("data", "# Data"),
  cell("load", "# Load the table\ndf = 1"),
  text("clean", "## Clean"),
  cell("drop", "df.dropna()"),
  text("model", "# Model"),
  cell("fit", "fit(df)", "code", ["gpu"]),
];

const shape = (closed: string[] = []) =>
  outlineRows(notebook, new Set(closed)).map((row) => `${"  ".repeat(row.level - 1)}${row.id}`);

test("cells stand under their headings", () => {
  expect(shape()).toEqual(["imports", "data", "  load", "  clean", "    drop", "model", "  fit"]);
});

test("a closed heading hides everything below it, headings too", () => {
  expect(shape(["data"])).toEqual(["imports", "data", "model", "  fit"]);
});

test("each row says its place among its siblings", () => {
  const rows = outlineRows(notebook, new Set());
  expect(rows.map((row) => [row.id, row.positionInSet, row.setSize])).toEqual([
    ["imports", 1, 3],
    ["data", 2, 3],
    ["load", 1, 2],
    ["clean", 2, 2],
    ["drop", 1, 1],
    ["model", 3, 3],
    ["fit", 1, 1],
  ]);
});

test("a filter asks for words and tags", () => {
  expect(filterCells(notebook, "df drop").map(({ id }) => id)).toEqual(["drop"]);
  expect(filterCells(notebook, "tag:gpu").map(({ id }) => id)).toEqual(["fit"]);
  expect(filterCells(notebook, "  ")).toBe(notebook);
});

test("a thousand cells become rows in no time worth noticing", () => {
  const many = Array.from({ length: 1000 }, (_, at) =>
    at % 10 ? cell(`c${at}`, `x${at} = 1`) : text(`c${at}`, `## ${at}`),
  );
  expect(outlineRows(many, new Set())).toHaveLength(1000);
  expect(outlineRows(many, new Set(["c0"]))).toHaveLength(991);
});

test.each([
  [0, "ArrowDown", { to: 1 }],
  [0, "ArrowUp", { to: 0 }],
  [3, "End", { to: 6 }],
  [2, "ArrowLeft", { to: 1 }],
  [1, "ArrowRight", { to: 2 }],
  [0, "ArrowRight", null],
  [0, "x", null],
])("in the tree, at row %i the key %s means %j", (at, key, expected) => {
  expect(treeStep(outlineRows(notebook, new Set()), at, key)).toEqual(expected);
});

test("left closes an open branch, right opens a closed one", () => {
  expect(treeStep(outlineRows(notebook, new Set()), 1, "ArrowLeft")).toMatchObject({
    open: false,
    row: { id: "data" },
  });
  expect(treeStep(outlineRows(notebook, new Set(["data"])), 1, "ArrowRight")).toMatchObject({
    open: true,
    row: { id: "data" },
  });
});

test.each([
  [cell("a", "# Load the table\nimport x"), "Load the table"],
  [cell("a", "# ------\n\nx = 1"), "x = 1"],
  [cell("a", ""), "Empty cell"],
  [text("a", "## The **bold** [link](http://a)"), "The bold link"],
  [text("a", "<br>\n- point one"), "point one"],
])("%j is called %s", (named, title) => {
  expect(cellTitle(named)).toBe(title);
});

test("a heading can be renamed without touching what follows it", () => {
  expect(headingLevel(text("a", "### x"))).toBe(3);
  expect(withHeading("## Old\n\nbody", "New")).toBe("## New\n\nbody");
  expect(withHeading("body", "New")).toBe("## New\n\nbody");
});
