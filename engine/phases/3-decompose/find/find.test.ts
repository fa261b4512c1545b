import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parserFromDisk } from "../../../python/parser.test-disk.ts";
import type { PythonParser } from "../../../python/parser.ts";
import { flowOf } from "../../2-dataflow/flow.test-build.ts";
import type { Blocked, Shape } from "../shapes.ts";
import { findShapes } from "./find.ts";

const folder = new URL("../../../samples/find/", import.meta.url);
const prelude = readFileSync(new URL("prelude.py", folder), "utf8");

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

/** `## title`, what is expected as lines with `=>`, and the cell. `UPDATE=1` writes what is found. */
describe.each(["loops", "comprehensions", "sections"])("%s", (name) => {
  const file = new URL(`${name}.txt`, folder);
  const cases = readFileSync(file, "utf8")
    .split(/^## /m)
    .slice(1)
    .map((text) => text.trimEnd().split("\n"));
  const updated: string[] = [];

  test.each(cases.map((lines) => [lines[0] as string, lines.slice(1)] as const))("%s", (title, lines) => {
    const expected = lines.filter((line) => line.startsWith("=> "));
    const source = lines.filter((line) => !line.startsWith("=> ")).join("\n");
    const found = foundIn(source);
    if (process.env.UPDATE === "1") updated.push(`## ${title}\n${found.join("\n")}\n${source}\n`);
    else expect(found).toEqual(expected);
  });

  afterAll(() => {
    if (updated.length > 0) writeFileSync(file, updated.join("\n"));
  });
});

function foundIn(source: string): string[] {
  const found = findShapes(flowOf([prelude, source]).cells, parser).get("c2");
  if (found === undefined) return ["=> nothing"];
  return [...found.shapes.map((shape) => `=> ${shapeText(shape, source)}`), ...found.blocked.map(blockedText)];
}

function shapeText(shape: Shape, source: string): string {
  const lineOf = (offset: number) => source.slice(0, offset).split("\n").length;
  if (shape.shape === "sections") {
    const parts = shape.sections.map(({ span, binds }) => {
      return `lines ${lineOf(span.start)}-${lineOf(span.end)} bind ${binds.join(", ") || "nothing"}`;
    });
    return `sections: ${parts.join("; ")}`;
  }
  const shared = shape.broadcast.length === 0 ? "" : `; shares ${shape.broadcast.join(", ")}`;
  const line = `${lineOf(shape.whole.start)}${shape.lazy ? ", all items first" : ""}`;
  if (shape.shape === "comprehension") return `${shape.kind} on line ${line}${shared}`;
  const gather = shape.gather.map((item) => `${item.name} ${item.by === "fold" ? `fold ${item.operator}` : item.by}`);
  return `loop on line ${line}: ${gather.join(", ")}${shared}`;
}

function blockedText({ of, name, line, reason, remedy }: Blocked): string {
  return `=> no ${of}: ${name ?? "-"}, line ${line ?? "-"}: ${reason}${remedy === null ? "" : ` ${remedy}`}`;
}
