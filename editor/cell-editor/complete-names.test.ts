import type { CellFacts } from "@cellweave/engine/model/graph";
import { expect, test } from "vitest";
import { knownNames } from "./complete-names.ts";

const facts = (index: number, writes: readonly string[], maybeWrites: readonly string[] = []): CellFacts => ({
  id: `c${index}`,
  index,
  reads: [],
  writes,
  maybeWrites,
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

test("each name is offered once, with the first cell that defines it", () => {
  const cells = [facts(0, ["df"]), facts(2, ["df", "model"], ["*", "maybe"])];
  expect(knownNames({ cells, edges: [] })).toEqual([
    { name: "df", detail: "Defined in cell 1" },
    { name: "model", detail: "Defined in cell 3" },
    { name: "maybe", detail: "Defined in cell 3" },
  ]);
});
