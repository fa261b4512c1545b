import { expect, test } from "vitest";
import { cellChoices, rankChoices } from "./command-model.ts";

const choices = ["Run all", "Run to here", "Jump to the first error", "Outrun"].map((title) => ({
  id: title,
  title,
  group: "Run",
}));
const titles = (query: string) => rankChoices(choices, query).map(({ title }) => title);

test("titles that start with the word come first, then words, then parts, then the group", () => {
  expect(titles("run")).toEqual(["Run all", "Run to here", "Outrun", "Jump to the first error"]);
  expect(titles("here")).toEqual(["Run to here"]);
});

test("all words must match, in any order", () => {
  expect(titles("error first")).toEqual(["Jump to the first error"]);
  expect(titles("run zebra")).toEqual([]);
});

test("without a query everything is offered, up to the limit", () => {
  expect(rankChoices(choices, " ", 2)).toHaveLength(2);
});

test("a cell is found by its number and its title", () => {
  const cells = cellChoices([
    { id: "a", kind: "code", source: "# Load data\nx", metadata: {}, outputs: [], executionCount: null },
  ]);
  expect(rankChoices(cells, "load")[0]?.id).toBe("a");
  expect(rankChoices(cells, "cell 1")[0]?.id).toBe("a");
});
