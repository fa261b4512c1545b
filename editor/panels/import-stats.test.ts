import type { CellFacts, Edge, Graph } from "@cellweave/engine/model/graph";
import { expect, test } from "vitest";
import type { DocumentContent } from "../document/content.ts";
import { dependencyLevels, importStats, statsInWords } from "./import-stats.ts";

const facts = (id: string, index: number): CellFacts => ({
  id,
  index,
  reads: [],
  writes: [],
  maybeWrites: [],
  deletes: [],
  mutates: [],
  maybeMutates: [],
  deferred: [],
  effects: [],
  places: {},
  definitionsOnly: false,
  light: true,
  pinned: {},
  imports: [],
  parses: true,
});
const edge = (from: string, to: string, certain = true): Edge => ({
  from,
  to,
  variables: ["x"],
  kind: "value",
  certain,
  why: "",
});
const graph: Graph = {
  cells: ["a", "b", "c", "d"].map(facts),
  edges: [edge("a", "b"), edge("a", "c"), edge("b", "d"), edge("c", "d", false)],
};
const content: DocumentContent = {
  order: ["t", "a", "b", "c", "d"],
  cells: Object.fromEntries(
    ["t", "a", "b", "c", "d"].map((id) => [
      id,
      { id, kind: id === "t" ? "markdown" : "code", source: "", metadata: {}, outputs: [], executionCount: null },
    ]),
  ),
  metadata: {},
};

test("a diamond has three levels, two of its cells beside each other", () => {
  expect([...dependencyLevels(graph)]).toEqual([
    ["a", 0],
    ["b", 1],
    ["c", 1],
    ["d", 2],
  ]);
  const stats = importStats(content, graph);
  expect(stats).toEqual({ cells: 5, code: 4, text: 1, dependencies: 4, uncertain: 1, widest: 2, longest: 3 });
  expect(statsInWords(stats)).toBe("5 cells, 4 code, 4 dependencies, 1 uncertain");
});

test("an empty notebook counts nothing", () => {
  const none = importStats({ order: [], cells: {}, metadata: {} }, { cells: [], edges: [] });
  expect(none).toMatchObject({ cells: 0, widest: 0, longest: 0 });
});
