import { defaultPlace } from "@cellweave/engine/model/environment";
import type { Part, Plan, Step } from "@cellweave/engine/model/plan";
import type { Construct } from "@cellweave/engine/model/skeleton";
import { expect, test } from "vitest";
import { apartCells, apartOfCell, nothingApart } from "./constructs.ts";

const range = { start: { line: 1, column: 0 }, end: { line: 1, column: 9 } };
const map: Construct = {
  id: "b:0",
  cell: "b",
  skeleton: "map",
  origin: "written",
  range,
  lifted: true,
  scatter: null,
  branches: [],
  options: {},
  optionRanges: {},
  wishes: {},
};

function planOf(...cells: readonly { readonly cell: string; readonly constructs?: readonly Construct[] }[]): Plan {
  const parts = cells.map(
    ({ cell, constructs = [] }): Part => ({ cell, source: "", compiled: null, constructs, subCells: [], wishes: {} }),
  );
  const step: Step = {
    id: "s",
    parts,
    prelude: [],
    reads: [],
    writes: [],
    wanted: [],
    needs: [],
    place: defaultPlace,
    wishes: {},
  };
  return { steps: [step], transfers: [] };
}

test("cells with skeletons and cells that were taken apart run apart, others do not", () => {
  const plan = planOf({ cell: "a" }, { cell: "b", constructs: [map] }, { cell: "c" }, { cell: "c~2" });
  expect([...apartCells(plan).keys()]).toEqual(["b", "c"]);
  expect(apartOfCell(plan, "b").constructs).toEqual([map]);
  expect(apartOfCell(plan, "a")).toBe(nothingApart);
  expect(apartCells(plan)).toBe(apartCells(plan));
});

test("the skeletons of sub-cells are those of their cell", () => {
  const plan = planOf({ cell: "b", constructs: [map] }, { cell: "b~2", constructs: [{ ...map, id: "b:1" }] });
  expect(apartOfCell(plan, "b").constructs.map(({ id }) => id)).toEqual(["b:0", "b:1"]);
});
