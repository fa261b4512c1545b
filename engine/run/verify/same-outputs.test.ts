import { describe, expect, test } from "vitest";
import type { Output } from "../../model/notebook.ts";
import { outputDifference } from "./same-outputs.ts";

const text = (...pieces: string[]): Output[] =>
  pieces.map((piece) => ({ output_type: "stream", name: "stdout", text: piece }));

describe("what two cells showed is the same", () => {
  test.each([
    ["in other pieces", text("a\nb\n"), text("a\n", "b\n")],
    ["but for an address", text("<A object at 0x7f2b10>"), text("<A object at 0x55aa01>")],
    ["but for a time", text("took 1.25 s"), text("took 0.9 s")],
    [
      "but for what %time tells",
      text("CPU times: user 3.1 ms\nWall time: 4 ms"),
      text("CPU times: user 900 µs\nWall time: 2 ms"),
    ],
    ["but for the order of a set", text("{'a', 'b'}"), text("{'b', 'a'}")],
    ["but for a temporary file", text("/tmp/tmpab12cd34/x"), text("/tmp/tmpzz99yy88/x")],
    ["but for lines that were written over", text("1/3\r2/3\r3/3\n"), text("1/3\r3/3\n")],
  ])("%s", (_, left, right) => expect(outputDifference(left, right)).toBeNull());
});

describe("what two cells showed is not the same", () => {
  test.each([
    [
      "another number",
      text("loss 0.25\n"),
      text("loss 0.26\n"),
      { left: "stdout: loss 0.25\n", right: "stdout: loss 0.26\n" },
    ],
    ["nothing at all", text("x"), [], { left: "stdout: x", right: "" }],
    ["another dict", text("{'a': 1}"), text("{'a': 2}"), { left: "stdout: {'a': 1}", right: "stdout: {'a': 2}" }],
  ])("%s", (_, left, right, difference) => expect(outputDifference(left, right)).toEqual(difference));
});
