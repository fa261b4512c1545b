import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { parserFromDisk } from "../../python/parser.test-disk.ts";
import type { PythonParser } from "../../python/parser.ts";
import { dataflow } from "./dataflow.ts";
import { flowOf } from "./flow.test-build.ts";

const members = ["reads", "writes", "maybeWrites", "deletes", "mutates", "deferred", "effects"] as const;

type Row = { readonly id: string; readonly src: string; readonly pre: string; readonly note: string } & {
  readonly [member in (typeof members)[number]]: readonly string[];
};

const { cases } = JSON.parse(readFileSync(new URL("../../samples/dataflow/cells.json", import.meta.url), "utf8")) as {
  cases: Row[];
};
let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

describe("a cell, with the state that `pre` makes before it", () => {
  test.each(cases.map((row) => [`${row.id}${row.note === "" ? "" : `: ${row.note}`}`, row] as const))(
    "%s",
    (_title, row) => {
      const { value } = dataflow(flowOf(row.pre === "" ? [row.src] : [row.pre, row.src]), parser, {});
      const facts = value.cells.at(-1);
      if (facts === undefined) throw new Error("no cell");
      expect(facts.parses).toBe(true);
      expect(Object.fromEntries(members.map((member) => [member, [...facts[member]].sort()]))).toEqual(
        Object.fromEntries(members.map((member) => [member, [...row[member]].sort()])),
      );
    },
  );
});
