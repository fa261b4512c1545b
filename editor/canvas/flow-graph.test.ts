import type { CellFacts, Edge } from "@cellweave/engine/model/graph";
import { expect, test } from "vitest";
import type { DocumentCell } from "../document/content.ts";
import { cellAt } from "./draw-overview.ts";
import { flowEdges, shownEdges } from "./flow-edges.ts";
import { type FlowNode, flowNodes, portId, valueOfPort } from "./flow-nodes.ts";
import { linearLayout } from "./layout/linear-layout.ts";
import { excerpt, nodeTitle } from "./node-title.ts";

const cell = (id: string, source: string, kind: DocumentCell["kind"] = "code"): DocumentCell => ({
  id,
  kind,
  source,
  metadata: {},
  outputs: [],
  executionCount: null,
});
const factsOf = (id: string, writes: string[], definitionsOnly = false): CellFacts => ({
  id,
  index: 0,
  reads: [],
  writes,
  maybeWrites: [],
  deletes: [],
  mutates: [],
  maybeMutates: [],
  deferred: [],
  effects: [],
  places: {},
  definitionsOnly,
  light: false,
  pinned: {},
  imports: definitionsOnly ? ["os"] : [],
  parses: true,
});
const edge = (from: string, to: string, variables: string[], certain = true): Edge => ({
  from,
  to,
  variables,
  kind: "value",
  certain,
  why: "",
});

const cells = [cell("h", "# Part", "markdown"), cell("a", "import os"), cell("b", "x = os"), cell("c", "x")];
const facts = { a: factsOf("a", ["os"], true), b: factsOf("b", ["x"]), c: factsOf("c", []) };
const graphEdges = [edge("a", "b", ["os"]), edge("b", "c", ["x"], false), edge("b", "c", ["y"])];
const layout = linearLayout(cells, graphEdges);
const order = cells.map(({ id }) => id);

test("all that two cells share is one line, dashed only if none of it is certain", () => {
  const drawn = flowEdges(graphEdges, layout, new Set(["a"]));
  expect(drawn.map(({ edge: { id, data }, quiet }) => [id, data?.label, data?.certain, quiet])).toEqual([
    ["a>b", "os", true, true],
    ["b>c", "x, y", true, false],
  ]);
});

test("lines from definitions are drawn when one of their cells is in focus", () => {
  const drawn = flowEdges(graphEdges, layout, new Set(["a"]));
  expect(shownEdges(drawn, new Set()).map(({ id }) => id)).toEqual(["b>c"]);
  expect(shownEdges(drawn, new Set(["a"])).map(({ id }) => id)).toEqual(["a>b", "b>c"]);
});

test("a node that did not change is the same object, so that it is not drawn again", () => {
  const first = flowNodes(layout, order, facts, new Map());
  const known = new Map(first.map((node) => [node.id, node]));
  const again = flowNodes(layout, order, { ...facts, c: factsOf("c", ["z"]) }, known);
  const same = again.filter((node) => known.get(node.id) === node).map(({ id }) => id);
  expect(first.map(({ id }) => id)).toEqual(["frame:h", "a", "b", "c"]);
  expect(same).toEqual(["frame:h", "a", "b"]);
});

test("nodes say their sizes and handles, so that nothing need be measured", () => {
  const node = flowNodes(layout, order, facts, new Map()).find(({ id }) => id === "b") as FlowNode;
  expect(node.measured).toEqual({ width: node.width, height: node.height });
  expect(node.handles?.map(({ id }) => id)).toEqual(["in", "in-left", "out", "out-right", "value:x", "order"]);
});

test("a port names its value, even one that is called like another port", () => {
  expect(valueOfPort(portId("order"))).toBe("order");
  expect(valueOfPort(portId(null))).toBe(null);
  expect(valueOfPort("out")).toBe(null);
});

test("the cell under a press on the overview is found", () => {
  const box = layout.cells.get("b") as { x: number; y: number };
  expect(cellAt(layout.cells, box.x + 5, box.y + 5)).toBe("b");
  expect(cellAt(layout.cells, -500, -500)).toBe(null);
});

test.each([
  ["# Load the data\ndf = 1", factsOf("x", ["df"]), "Load the data"],
  ["import os", factsOf("x", ["os"], true), "Import os"],
  ["df = 1\ntop = 2", factsOf("x", ["df", "top"]), "df, top"],
  ["print(df)", factsOf("x", []), "print(df)"],
  ["print(df)", undefined, "print(df)"],
])("%j is called by what its author or its names say", (source, known, expected) => {
  expect(nodeTitle(cell("x", source), known)).toBe(expected);
});

test("a first comment that is the title is not shown twice", () => {
  expect(excerpt("# Load\n\nx = 1\n# more")).toBe("x = 1\n# more");
  expect(excerpt("# Only a comment")).toBe("# Only a comment");
  expect(excerpt("\nx = 1")).toBe("x = 1");
});
