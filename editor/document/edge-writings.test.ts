import type { CellFacts, Graph } from "@cellweave/engine/model/graph";
import { expect, test } from "vitest";
import { drawEdge, type EdgeWriting } from "./commands/draw-edge.ts";
import { createDocument, execute } from "./document.ts";
import { edgeWritings } from "./edge-writings.ts";

const facts = (id: string, index: number, reads: string[], writes: string[]): CellFacts => ({
  id,
  index,
  reads,
  writes,
  maybeWrites: [],
  deletes: [],
  mutates: [],
  maybeMutates: [],
  deferred: [],
  effects: [],
  places: {},
  definitionsOnly: false,
  light: false,
  pinned: {},
  imports: [],
  parses: true,
});
const graph: Graph = {
  cells: [facts("a", 0, [], ["x", "y"]), facts("b", 1, ["z"], []), facts("c", 2, ["x"], []), facts("d", 3, [], [])],
  edges: [{ from: "a", to: "c", variables: ["x"], kind: "value", certain: true, why: "" }],
};

test("a name that nothing defines takes the value, without a question", () => {
  expect(edgeWritings(graph, "a", "b", "x").choices).toEqual([{ write: "rename", name: "z", value: "x" }]);
});

test("without an open name there is a choice", () => {
  expect(edgeWritings(graph, "a", "c", "y").choices).toEqual([
    { write: "bind", name: "y_input", value: "y" },
    { write: "after" },
  ]);
});

test("an edge that is there is not drawn again, and a cell without values gives order alone", () => {
  expect(edgeWritings(graph, "a", "c", "x")).toEqual({ choices: [], already: true });
  expect(edgeWritings(graph, "d", "b", null).choices).toEqual([{ write: "after" }]);
});

test.each<[string, EdgeWriting, string]>([
  ["print(z, 'z', a.z, f(z=z))  # z", { write: "rename", name: "z", value: "x" }, "print(x, 'z', a.z, f(z=x))  # z"],
  ["zz = z + 1", { write: "rename", name: "z", value: "x" }, "zz = x + 1"],
  ["print(1)", { write: "bind", name: "n", value: "x" }, "n = x\nprint(1)"],
  ["%%time\nprint(1)", { write: "bind", name: "n", value: "x" }, "%%time\nn = x\nprint(1)"],
  ["", { write: "bind", name: "n", value: "x" }, "n = x"],
])("%j takes an edge", (source, writing, expected) => {
  expect(drawn(source, writing).cells.b?.source).toBe(expected);
});

test("order alone is placed on the cell, which moves below its source", () => {
  const { order, cells } = drawn("1", { write: "after" }, ["b", "a"]);
  expect(order).toEqual(["a", "b"]);
  expect(cells.b?.metadata).toEqual({ cellweave: { after: ["a"] } });
});

function drawn(source: string, writing: EdgeWriting, order = ["a", "b"]) {
  const store = createDocument();
  const cell = (id: string, source: string) =>
    ({ id, kind: "code", source, metadata: {}, outputs: [], executionCount: null }) as const;
  store.setState({ content: { order, cells: { a: cell("a", "x = 1"), b: cell("b", source) }, metadata: {} } });
  execute(store, drawEdge, { from: "a", to: "b", writing });
  return store.getState().content;
}
