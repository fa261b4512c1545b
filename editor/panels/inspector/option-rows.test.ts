import type { Range } from "@cellweave/engine/model/diagnostic";
import type { SettingSchema } from "@cellweave/nodes/define-node";
import { expect, test } from "vitest";
import { optionRows } from "./option-rows.ts";

const source =
  "import cellweave as cw\nscores = cw.map(fit, folds, seed=3, chunk=size(1, 2),\n  on_error='collect', X=X)";
const settings = {
  on_error: { type: "string", title: "When an item fails", enum: ["raise", "collect"] },
  seed: { type: "integer", title: "Seed" },
  ordered: { type: "boolean", title: "In order", "x-level": "advanced" },
  chunk: { type: "integer", title: "Items at a time", "x-level": "advanced" },
} as const satisfies { readonly [name: string]: SettingSchema };

/** Where a text stands on a line of the source. */
function at(line: number, text: string): Range {
  const column = (source.split("\n")[line - 1] ?? "").indexOf(text);
  return { start: { line, column }, end: { line, column: column + text.length } };
}

const call = {
  options: { seed: 3, on_error: "collect" },
  optionRanges: { seed: at(2, "3"), chunk: at(2, "size(1, 2)"), on_error: at(3, "'collect'") },
};

const shown = (advanced: boolean) =>
  optionRows(call, settings, source, advanced).map((row) =>
    row.kind === "field" ? `${row.name}: ${JSON.stringify(row.value)}` : `${row.name} in code: ${row.text}`,
  );

test("literal options are fields with what the code says, and what is computed is shown as in code", () => {
  expect(shown(false)).toEqual(['on_error: "collect"', "seed: 3", "chunk in code: size(1, 2)"]);
});

test("options that the code leaves out are empty fields; advanced ones only for those who want all", () => {
  expect(shown(true)).toEqual(['on_error: "collect"', "seed: 3", "ordered: null", "chunk in code: size(1, 2)"]);
});

test("an option that the form does not know is shown as it is written", () => {
  const rows = optionRows({ options: {}, optionRanges: { X: at(3, "X") } }, {}, source, true);
  expect(rows).toEqual([{ kind: "in-code", name: "X", title: "X", text: "X" }]);
  const literal = optionRows({ options: { gather: { rows: "list" } }, optionRanges: {} }, {}, source, true);
  expect(literal).toEqual([{ kind: "in-code", name: "gather", title: "gather", text: '{"rows":"list"}' }]);
});

test("a literal that does not fit its field is left to the code", () => {
  const odd = { options: { seed: "three" }, optionRanges: { seed: at(2, "3") } };
  expect(optionRows(odd, { seed: settings.seed }, source, true)).toEqual([
    { kind: "in-code", name: "seed", title: "Seed", text: "3" },
  ]);
});
