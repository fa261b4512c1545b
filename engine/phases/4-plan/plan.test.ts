import { expect, test } from "vitest";
import { type CellPlacement, emptyPlacement, type Flow } from "../../model/flow.ts";
import type { CellFacts, Edge, Graph, Observed } from "../../model/graph.ts";
import { codeHash } from "../../python/code-hash.ts";
import { plan } from "./plan.ts";

type Sketch = Partial<Omit<CellFacts, "id" | "index">>;

const blank: Omit<CellFacts, "id" | "index"> = {
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
  light: false,
  pinned: {},
  imports: [],
  parses: true,
};

/** Cells a, b, c, … with an edge from the last writer of each name that is read. */
function planOf(
  sketches: readonly Sketch[],
  observed: Observed = {},
  more: readonly Edge[] = [],
  placed: { readonly [cell: string]: CellPlacement } = {},
) {
  const cells = sketches.map((sketch, index) => ({ ...blank, ...sketch, id: idOf(index), index }));
  const edges: Edge[] = [...more];
  for (const cell of cells) {
    for (const name of cell.reads) {
      const maker = cells
        .slice(0, cell.index)
        .findLast((other) => other.writes.includes(name) || other.mutates.includes(name));
      if (maker)
        edges.push({
          from: maker.id,
          to: cell.id,
          variables: [name],
          kind: maker.writes.includes(name) ? "value" : "mutation",
          certain: true,
          why: "",
        });
    }
  }
  const graph: Graph = { cells, edges };
  const flow: Flow = {
    nbformat: 4,
    nbformatMinor: 5,
    metadata: {},
    placement: emptyPlacement,
    kernel: { name: null, language: "python" },
    cells: cells.map((cell) => ({
      id: cell.id,
      index: cell.index,
      kind: "code",
      source: `cell_${cell.id}`,
      outputs: [],
      executionCount: null,
      metadata: {},
      placement: placed[cell.id] ?? {},
    })),
  };
  return plan(
    flow,
    graph,
    cells.map((cell) => ({
      cell: cell.id,
      source: `cell_${cell.id}`,
      compiled: null,
      constructs: [],
      subCells: [],
      wishes: {},
    })),
    observed,
  ).value;
}

const idOf = (index: number) => String.fromCharCode(97 + index);

function steps(sketches: readonly Sketch[], observed: Observed = {}, more: readonly Edge[] = []): string[] {
  return planOf(sketches, observed, more).steps.map((step) => step.parts.map((part) => part.cell).join(""));
}

test("a straight chain is one step", () => {
  expect(steps([{ writes: ["x"] }, { reads: ["x"], writes: ["y"] }, { reads: ["y"] }])).toEqual(["abc"]);
});

test("independent branches are steps of their own, and what joins them is another", () => {
  const diamond = [
    { writes: ["x"] },
    { reads: ["x"], writes: ["a"] },
    { reads: ["x"], writes: ["b"] },
    { reads: ["a", "b"] },
  ];
  expect(steps(diamond)).toEqual(["a", "b", "c", "d"]);
});

test("light cells that need nothing share the first step, however many there are", () => {
  const cells = Array.from({ length: 20 }, (_, index) => ({ light: true, writes: [`x${index}`] }));
  expect(steps(cells)).toEqual(["abcdefghijklmnopqrst"]);
});

test("a light cell runs with the cells it depends on", () => {
  expect(
    steps([{ writes: ["x"] }, { reads: ["x"], writes: ["y"] }, { reads: ["x"], light: true }, { reads: ["x"] }]),
  ).toEqual(["ac", "b", "d"]);
});

test("definitions travel as source and hold nothing up", () => {
  const cells = [
    { definitionsOnly: true, light: true, writes: ["np"] },
    { reads: ["np"], writes: ["x"] },
    { reads: ["np"], writes: ["y"] },
  ];
  const planned = planOf(cells);
  expect(
    planned.steps.map((step) => ({
      cells: step.parts.map((part) => part.cell).join(""),
      prelude: step.prelude,
      needs: step.needs,
    })),
  ).toEqual([
    { cells: "a", prelude: [], needs: [] },
    { cells: "b", prelude: ["a"], needs: [] },
    { cells: "c", prelude: ["a"], needs: [] },
  ]);
});

test("a definition that two cells bind is a value like any other", () => {
  const cells = [
    { definitionsOnly: true, light: true, writes: ["f"] },
    { reads: ["f"] },
    { definitionsOnly: true, light: true, writes: ["f"] },
    { reads: ["f"] },
  ];
  expect(planOf(cells).steps.every((step) => step.prelude.length === 0)).toBe(true);
});

test("a value that cannot travel keeps its users with its maker", () => {
  const cells = [
    { writes: ["gen"], pinned: { gen: "a generator" } },
    { reads: ["gen"], mutates: ["gen"] },
    { writes: ["z"] },
    { reads: ["gen"], mutates: ["gen"] },
  ];
  expect(steps(cells)).toEqual(["abd", "c"]);
});

test("a value that was once found unable to travel is kept the same way", () => {
  const cells = [{ writes: ["h"] }, { reads: ["h"] }, { reads: ["h"] }];
  expect(steps(cells)).toEqual(["a", "b", "c"]);
  expect(steps(cells, { [codeHash("cell_a")]: { stuck: ["h"] } })).toEqual(["abc"]);
});

test("a step never overwrites a value that a cell outside has still to read", () => {
  const cells = [{ writes: ["x"], light: true }, { reads: ["x"] }, { writes: ["x"], light: true }, { reads: ["x"] }];
  const planned = planOf(cells);
  const together = planned.steps.find((step) => step.parts.some((part) => part.cell === "a"));
  expect(together?.parts.map((part) => part.cell)).not.toContain("c");
});

test("a cell whose stored result is pinned, or never used, runs apart from those around it", () => {
  const chain = [
    { writes: ["x"], light: true },
    { reads: ["x"], writes: ["y"] },
    { reads: ["y"], light: true },
  ];
  for (const cache of ["pin", "never"] as const) {
    const { steps: found } = planOf(chain, {}, [], { b: { cache } });
    expect(found.map(({ parts }) => parts.map(({ cell }) => cell))).toEqual([["a"], ["b"], ["c"]]);
  }
  const stuck = [{ writes: ["x"], pinned: { x: "a generator" } }, { reads: ["x"] }];
  expect(planOf(stuck, {}, [], { b: { cache: "never" } }).steps).toHaveLength(1);
});

test("measured times do not change the steps, so that stored results are found again", () => {
  const cells = [{ writes: ["x"] }, { writes: ["y"] }];
  const quick = { seconds: 0.001 };
  expect(steps(cells, { [codeHash("cell_a")]: quick, [codeHash("cell_b")]: quick })).toEqual(steps(cells));
});

test("who reads the history of outputs runs after everything, in one process", () => {
  expect(steps([{ writes: ["x"] }, { writes: ["y"] }, { reads: ["_"] }])).toEqual(["abc"]);
});

test("a step says what others take from it and whom it waits for", () => {
  const planned = planOf([{ writes: ["x", "unused"] }, { reads: ["x"], writes: ["a"] }, { reads: ["x"] }]);
  expect(planned.steps.map(({ id, reads, writes, wanted, needs }) => ({ id, reads, writes, wanted, needs }))).toEqual([
    { id: "s1", reads: [], writes: ["x", "unused"], wanted: ["x"], needs: [] },
    { id: "s2", reads: ["x"], writes: ["a"], wanted: [], needs: ["s1"] },
    { id: "s3", reads: ["x"], writes: [], wanted: [], needs: ["s1"] },
  ]);
  expect(planned.transfers).toEqual([
    { from: "s1", to: "s2", variables: ["x"] },
    { from: "s1", to: "s3", variables: ["x"] },
  ]);
});
