import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Edge } from "../../model/graph.ts";
import { parserFromDisk } from "../../python/parser.test-disk.ts";
import type { PythonParser } from "../../python/parser.ts";
import { dataflow } from "./dataflow.ts";
import { flowOf } from "./flow.test-build.ts";

interface Row {
  readonly id: string;
  readonly note: string;
  readonly cells: readonly string[];
  readonly edges: readonly string[];
  readonly diagnostics: readonly string[];
}

const sample = new URL("../../samples/dataflow/graphs.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(sample, "utf8")) as { cases: Row[] };
let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

const line = (edge: Edge) =>
  `${edge.from}>${edge.to} ${edge.kind}${edge.certain ? "" : "?"} ${edge.variables.join(",")}`;

describe("the graph of a notebook", () => {
  test.each(cases.map((row) => [`${row.id}: ${row.note}`, row] as const))("%s", (_title, row) => {
    const { value, diagnostics } = dataflow(flowOf(row.cells), parser, {});
    expect(value.edges.map(line).sort()).toEqual([...row.edges].sort());
    expect(diagnostics.map(({ code, cell }) => `${code} ${cell}`)).toEqual(row.diagnostics);
    for (const edge of value.edges) expect(edge.why).toMatch(/^(?:`|Cells? |An edge ).*\.$/);
  });
});
