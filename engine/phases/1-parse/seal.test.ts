import { describe, expect, test } from "vitest";
import type { Flow } from "../../model/flow.ts";
import type { Seal, Verdict } from "../../model/verdict.ts";
import { parseNotebook } from "./parse-notebook.ts";
import { sealedCells, sealHolds } from "./seal.ts";

interface Written {
  readonly id: string;
  readonly source: string;
  readonly kind?: string;
  readonly placed?: object;
}

function flow(cells: readonly Written[]): Flow {
  const written = cells.map(({ id, source, kind = "code", placed }) => ({
    cell_type: kind,
    id,
    metadata: placed ? { cellweave: placed } : {},
    source,
    ...(kind === "code" ? { execution_count: null, outputs: [] } : {}),
  }));
  return parseNotebook(JSON.stringify({ cells: written, metadata: {}, nbformat: 4, nbformat_minor: 5 })).flow;
}

const cells: readonly Written[] = [
  { id: "a", source: "x = [1]" },
  { id: "t", source: "# Words", kind: "markdown" },
  { id: "b", source: "x.append(2)\nx" },
];

const verdict: Verdict = {
  verdict: "equivalent",
  cells: 2,
  failed: 0,
  variables: 1,
  seconds: { inOrder: 1, asFlow: 1 },
  steps: 1,
  again: 0,
  difference: null,
  leftOut: [],
  notes: [],
};
const python = { path: "/usr/bin/python3", version: "3.12.1" };
const sealed = (of: readonly Written[], what: Verdict["verdict"] = "equivalent"): Seal => ({
  notebook: "a.ipynb",
  verifiedAt: 1,
  python,
  cells: sealedCells(flow(of)),
  verdict: { ...verdict, verdict: what },
});

const [a, t, b] = cells as [Written, Written, Written];

describe("a seal holds", () => {
  test.each<[string, readonly Written[]]>([
    ["for the notebook as it was", cells],
    ["when comments and layout change", [{ ...a, source: "# one\nx  =  [ 1 ]\n" }, t, b]],
    ["when its Markdown changes", [a, { ...t, source: "# Other words" }, b]],
    ["when an empty cell comes in", [a, { id: "n", source: " " }, t, b]],
    ["when a cell is told never to be taken from the store", [{ ...a, placed: { cache: "never" } }, t, b]],
  ])("%s", (_, now) => expect(sealHolds(sealed(cells), flow(now))).toBe(true));
});

describe("a seal no longer holds", () => {
  test.each<[string, readonly Written[]]>([
    ["when code changes", [a, t, { ...b, source: "x.append(3)\nx" }]],
    ["when a result is no longer shown", [a, t, { ...b, source: "x.append(2)\nx;" }]],
    ["when a cell goes", [a, t]],
    ["when a cell comes in", [...cells, { id: "c", source: "y = 1" }]],
    ["when cells change places", [b, t, a]],
    ["when an edge is drawn", [a, t, { ...b, placed: { after: ["a"] } }]],
    ["when a person says what a cell changes", [a, t, { ...b, placed: { overrides: { mutates: ["x"] } } }]],
  ])("%s", (_, now) => expect(sealHolds(sealed(cells), flow(now))).toBe(false));

  test("and never where both ways differed", () => {
    expect(sealHolds(sealed(cells, "different"), flow(cells))).toBe(false);
  });
});
