import { describe, expect, it } from "vitest";
import type { Flow } from "../../model/flow.ts";
import type { Json } from "../../model/notebook.ts";
import { withParameters } from "./parameters.ts";
import { parseNotebook } from "./parse-notebook.ts";
import { pythonLiteral } from "./python-literal.ts";

function flowOf(...cells: readonly (readonly [string, string?])[]): Flow {
  const stored = cells.map(([source, tag], index) => ({
    ...{ cell_type: "code", id: `c${index}`, execution_count: null, outputs: [], source },
    metadata: tag === undefined ? {} : { tags: [tag] },
  }));
  return parseNotebook(JSON.stringify({ cells: stored, metadata: {}, nbformat: 4, nbformat_minor: 5 })).flow;
}

const sources = (flow: Flow) => flow.cells.map((cell) => [cell.index, cell.id, cell.source]);

describe("parameters", () => {
  it("are set in a new cell after the one tagged parameters", () => {
    const { value, diagnostics } = withParameters(flowOf(["import os"], ["n = 1", "parameters"], ["n"]), {
      n: 2,
      s: "é",
    });
    expect(diagnostics).toEqual([]);
    expect(sources(value)).toEqual([
      [0, "c0", "import os"],
      [1, "c1", "n = 1"],
      [2, "injected-parameters", '# Parameters\nn = 2\ns = "é"\n'],
      [3, "c2", "n"],
    ]);
    expect(value.cells[2]?.metadata).toEqual({ tags: ["injected-parameters"] });
  });

  it("replace those that were set before", () => {
    const once = withParameters(flowOf(["n = 1", "parameters"], ["n"]), { n: 2 }).value;
    expect(sources(withParameters(once, { n: 3 }).value)).toEqual([
      [0, "c0", "n = 1"],
      [1, "injected-parameters", "# Parameters\nn = 3\n"],
      [2, "c1", "n"],
    ]);
  });

  it("go to the top, with a warning, where no cell is tagged", () => {
    const { value, diagnostics } = withParameters(flowOf(["n"]), { n: 2 });
    expect(sources(value)[0]).toEqual([0, "injected-parameters", "# Parameters\nn = 2\n"]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["CW1015"]);
  });

  it("none change nothing", () => {
    const flow = flowOf(["n"]);
    expect(withParameters(flow, {}).value).toBe(flow);
  });
});

const literals: readonly (readonly [Json, string])[] = [
  [null, "None"],
  [true, "True"],
  [false, "False"],
  [1.5, "1.5"],
  [-3, "-3"],
  ['a"b\\\n', '"a\\"b\\\\\\n"'],
  ["", '""'],
  [[1, [null]], "[1, [None]]"],
  [{ a: { b: false } }, '{"a": {"b": False}}'],
];
it.each(literals)("%j in Python is %s", (value, source) => {
  expect(pythonLiteral(value)).toBe(source);
});
