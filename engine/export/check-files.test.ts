import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../cli/load-parser.ts";
import { compileForExport } from "../compile-for-export.ts";
import { parseNotebook } from "../phases/1-parse/parse-notebook.ts";
import type { PythonParser } from "../python/parser.ts";
import { checkFiles } from "./check-files.ts";
import { exporters } from "./index.ts";

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadParser();
});

test.each([
  ["good.py", "x = 1\n", null],
  ["bad.py", "x = 1\nif x\n  2\n", 2],
  ["good.yml", "a: [1, 2]\nb: {c: d}\n", null],
  ["bad.yml", "a: 1\nb: [1\nc: 2\n", 3],
  ["two.yaml", "a: 1\n---\nb: 2\n", null],
  ["good.json", '{"a": 1}', null],
  ["good.cwl", '{"cwlVersion": "v1.2"}', null],
  ["bad.cwl", '{"cwlVersion":\n "v1.2"', 2],
  ["good.ipynb", '{"nbformat": 4, "cells": []}', null],
  ["steps/a.py", '# a\n#=== cell {"cell":"a"}\n!echo {x}\n#=== cell {"cell":"b"}\n%%bash\nif x\n', null],
  ["steps/b.py", '# b\n#=== cell {"cell":"a"}\nx = 1\n#=== cell {"cell":"b"}\nif x\n  2\n', 5],
  ["anything.txt", "if x\n", null],
])("%s has its first fault at line %s", (path, text, line) => {
  expect(checkFiles([{ path, text }], parser).map((fault) => fault.line)).toEqual(line === null ? [] : [line]);
});

test("a notebook with a cell that lacks its id is told", () => {
  const text = JSON.stringify({ nbformat: 4, cells: [{ cell_type: "markdown", metadata: {}, source: [] }] });
  expect(checkFiles([{ path: "a.ipynb", text }], parser)).toEqual([
    { path: "a.ipynb", line: null, message: "Cell 1 has no `id`." },
  ]);
});

test.each(["examples/data-analysis.ipynb", "engine/export/samples/Awkward é.ipynb"])(
  "every format's files of %s are of good syntax",
  (path) => {
    const { flow } = parseNotebook(readFileSync(path, "utf8"));
    const compiled = compileForExport(flow, { parser, observed: {} });
    for (const [format, exporter] of Object.entries(exporters)) {
      const { files } = exporter.render({ ...compiled, name: "sample", parser, support: {} });
      expect([format, checkFiles(files, parser)]).toEqual([format, []]);
    }
  },
);
