import { nodeTypes } from "@cellweave/nodes";
import { expect, test } from "vitest";
import { optionRows } from "./option-rows.ts";

const range = { start: { line: 2, column: 0 }, end: { line: 3, column: 1 } };
const source =
  "import cellweave as cw\nscores = cw.map(fit, folds, seed=3, chunk=size(1, 2),\n  on_error='collect', X=X)";
const { settings } = nodeTypes.map;

const shown = (advanced: boolean, options = { seed: 3, on_error: "collect" }) =>
  optionRows({ options, range }, settings, source, advanced).map((row) =>
    row.kind === "field" ? `${row.name}: ${JSON.stringify(row.value)}` : `${row.name} in code: ${row.text}`,
  );

test("literal options are fields with what the code says, and what is computed is shown as in code", () => {
  expect(shown(false)).toEqual(['on_error: "collect"', "seed: 3", "chunk in code: size(1, 2)"]);
});

test("options that the code leaves out are empty fields; advanced ones only for those who want all", () => {
  expect(shown(true)).toEqual(['on_error: "collect"', "seed: 3", "ordered: null", "chunk in code: size(1, 2)"]);
});

test("an option that the form does not know is shown as it is written", () => {
  const each = { options: { gather: { rows: "list" } }, range };
  const rows = optionRows(each, {}, "\nfor x in cw.each(xs, gather={'rows': list}):\n    pass", true);
  expect(rows).toEqual([{ kind: "in-code", name: "gather", title: "gather", text: "{'rows': list}" }]);
});
