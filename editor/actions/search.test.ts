import type { Graph } from "@cellweave/engine/model/graph";
import { expect, test } from "vitest";
import type { DocumentCell } from "../document/content.ts";
import { noRuns } from "../runs/runs.ts";
import { matchingCells } from "./search.ts";

const cell = (id: string, source: string, tags: string[] = []): DocumentCell => ({
  id,
  kind: "code",
  source,
  metadata: tags.length > 0 ? { tags } : {},
  outputs: [],
  executionCount: null,
});
const cells = [
  cell("a", "df = load()"),
  cell("b", "top = df.head()", ["gpu"]),
  cell("c", "print(top)"),
  cell("d", "1"),
];
const facts = (id: string, writes: string[]) =>
  ({ id, writes, maybeWrites: [] as string[] }) as unknown as Graph["cells"][number];
const graph: Graph = {
  cells: [facts("a", ["df"]), facts("b", ["top"]), facts("c", []), facts("d", [])],
  edges: [
    { from: "a", to: "b", variables: ["df"], kind: "value", certain: true, why: "" },
    { from: "b", to: "c", variables: ["top"], kind: "value", certain: true, why: "" },
  ],
};
const runs = { ...noRuns, stale: { b: "edited" } };

test.each([
  ["df", ["a", "b"]],
  ["DF head", ["b"]],
  ["+top", ["a", "b"]],
  ["top+", ["b", "c"]],
  ["+top+", ["a", "b", "c"]],
  ["tag:gpu", ["b"]],
  ["stale", ["b"]],
  ["tag:gpu stale", ["b"]],
  ["not-run", ["a", "c", "d"]],
  ["", []],
  ["nothing-like-it", []],
])("%j finds %j", (query, expected) => {
  expect(matchingCells(cells, graph, runs, query)).toEqual(expected);
});
