import { expect, test } from "vitest";
import { freshCell } from "./command.ts";
import { writeSource } from "./write-source.ts";

function after(split: readonly number[], before: string, now: string): unknown {
  const cell = freshCell("a", "code", before, { cellweave: { split } });
  writeSource(cell, now);
  return cell.metadata;
}

const text = "a\nb\nc\nd";

test.each([
  ["a line above moves them down", "new\na\nb\nc\nd", { cellweave: { split: [3, 5] } }],
  ["a line between moves those below", "a\nb\nnew\nc\nd", { cellweave: { split: [2, 5] } }],
  ["typing in a line leaves them", "a\nb = 1\nc\nd", { cellweave: { split: [2, 4] } }],
  ["a line that is taken away takes its place with it", "a\nc\nd", { cellweave: { split: [3] } }],
  ["nothing is left of an empty cell", "", {}],
])("%s", (_, now, metadata) => {
  expect(after([2, 4], text, now)).toEqual(metadata);
});
