import type { Diagnostic } from "@cellweave/engine/model/diagnostic";
import { expect, test } from "vitest";
import { markersOf } from "./markers.ts";

const severity = { Hint: 1, Info: 2, Warning: 4, Error: 8 };
const found: Diagnostic = {
  code: "CW2001",
  severity: "error",
  cell: "a",
  message: "df is not defined.",
  hint: "Define it above.",
  range: { start: { line: 2, column: 4 }, end: { line: 2, column: 6 } },
};

test("a diagnostic is underlined where it stands, with its remedy", () => {
  expect(markersOf([found], severity)).toEqual([
    {
      code: "CW2001",
      severity: 8,
      message: "df is not defined.\nDefine it above.",
      startLineNumber: 2,
      startColumn: 5,
      endLineNumber: 2,
      endColumn: 7,
    },
  ]);
});

test("one without a place marks the first line", () => {
  const [marker] = markersOf([{ ...found, severity: "info", range: null, hint: "" }], severity);
  expect(marker).toMatchObject({
    severity: 2,
    message: "df is not defined.",
    startLineNumber: 1,
    startColumn: 1,
    endLineNumber: 1,
  });
});
