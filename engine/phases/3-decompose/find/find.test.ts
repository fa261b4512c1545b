import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { parserFromDisk } from "../../../python/parser.test-disk.ts";
import type { PythonParser } from "../../../python/parser.ts";
import { flowOf } from "../../2-dataflow/flow.test-build.ts";
import { findShapes } from "./find.ts";

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});
test("try", () => {
  for (const text of readFileSync("/tmp/dtry.py", "utf8").split(/^#---\n/m)) {
    const found = findShapes(flowOf(text.split(/^#cell\n/m)).cells, parser);
    console.log(
      text +
        "\n=> " +
        JSON.stringify(
          [...found.entries()].map(([id, f]) => [
            id,
            f.shapes.map((s) =>
              s.shape === "loop" ? [s.shape, s.gather.map((g) => `${g.name}:${g.by}`), s.broadcast] : [s.shape],
            ),
            f.blocked.map((b) => [b.name, b.line, b.reason, b.remedy]),
          ]),
        ),
    );
  }
  expect(1).toBe(1);
});
