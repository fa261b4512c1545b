import { nodeTypes } from "@cellweave/nodes";
import type { NodeType } from "@cellweave/nodes/define-node";
import { expect, test } from "vitest";
import { filterPalette } from "./palette-model.ts";

const found = (query: string) => filterPalette(Object.values<NodeType>(nodeTypes), query).map((type) => type.type);

test("without words everything is offered in the order of the table", () => {
  expect(found("")).toEqual(Object.values<NodeType>(nodeTypes).map((type) => type.type));
});

test("a title that starts with the word comes before a keyword that does", () => {
  expect(found("sec")[0]).toBe("section");
  expect(found("papermill")).toEqual(["parameters"]);
});

test("all words must match", () => {
  expect(found("code zebra")).toEqual([]);
});
