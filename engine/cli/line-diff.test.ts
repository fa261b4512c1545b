import { expect, it } from "vitest";
import { lineDiff } from "./line-diff.ts";

const shown = (before: string, after: string) =>
  lineDiff(before, after).map((lines) => lines.map(({ sign, text }) => sign + text));

it("shows what changed, with one line around it", () => {
  expect(shown("a\nb\nc\nd\ne", "a\nb\nC\nd\ne")).toEqual([[" b", "-c", "+C", " d"]]);
});

it("shows changes far from each other apart, and near ones together", () => {
  expect(shown("a\nb\nc\nd\ne\nf\ng", "A\nb\nc\nd\ne\nf\nG")).toEqual([
    ["-a", "+A", " b"],
    [" f", "-g", "+G"],
  ]);
  expect(shown("a\nb\nc", "A\nb\nC")).toEqual([["-a", "+A", " b", "-c", "+C"]]);
});

it("shows lines that are only added or only taken away", () => {
  expect(shown("a", "import b\na")).toEqual([["+import b", " a"]]);
  expect(shown("a\nb", "a")).toEqual([[" a", "-b"]]);
  expect(shown("a", "a")).toEqual([]);
});
