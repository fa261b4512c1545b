import { expect, test } from "vitest";
import { createLineRing, follow, lineAt, lineCount } from "./line-ring.ts";

const lines = (ring: ReturnType<typeof createLineRing>) =>
  Array.from({ length: lineCount(ring) }, (_, at) => lineAt(ring, at));

test("a text that grows is read line by line, the unfinished line last", () => {
  const ring = createLineRing();
  follow(ring, "one\ntw");
  expect(lines(ring)).toEqual(["one", "tw"]);
  follow(ring, "one\ntwo\nthree\n");
  expect(lines(ring)).toEqual(["one", "two", "three"]);
});

test("a last line that is overwritten is shown as it now is", () => {
  const ring = createLineRing();
  follow(ring, "start\n 10%");
  follow(ring, "start\n 90%");
  expect(lines(ring)).toEqual(["start", " 90%"]);
});

test("a text that was cleared or replaced is read again from its start", () => {
  const ring = createLineRing();
  follow(ring, "one\ntwo\n");
  follow(ring, "new\n");
  expect(lines(ring)).toEqual(["new"]);
});

test("the oldest lines fall out and are counted", () => {
  const ring = createLineRing(100);
  follow(ring, Array.from({ length: 1000 }, (_, at) => `line ${at}\n`).join(""));
  expect(lineCount(ring)).toBe(100);
  expect(lineAt(ring, 0)).toBe("line 900");
  expect(ring.dropped).toBe(900);
});

test("a colour left open reaches the following lines until it is closed", () => {
  const ring = createLineRing();
  follow(ring, "\u001b[31mred\nstill red\u001b[0m\nplain\n");
  expect(lines(ring)).toEqual(["\u001b[31mred", "\u001b[31mstill red\u001b[0m", "plain"]);
});

test("text that comes in many pieces ends like text that comes at once", () => {
  const whole = Array.from({ length: 500 }, (_, at) => `\u001b[3${at % 8}mline ${at}\n`).join("");
  const atOnce = createLineRing();
  follow(atOnce, whole);
  const inPieces = createLineRing();
  for (let end = 0; end < whole.length; end += 7) follow(inPieces, whole.slice(0, end));
  follow(inPieces, whole);
  expect(lines(inPieces)).toEqual(lines(atOnce));
});
