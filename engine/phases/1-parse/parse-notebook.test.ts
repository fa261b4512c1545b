import { describe, expect, it } from "vitest";
import { readSample, refusedNames, sampleNames } from "../../testing/samples.ts";
import { parseNotebook } from "./parse-notebook.ts";

function codesOf(name: string): string[] {
  return parseNotebook(readSample(name)).diagnostics.map(({ code }) => code);
}

describe("notebooks that open", () => {
  it.each(sampleNames)("%s opens, with ids that are legal and all different", (name) => {
    const { readable, flow } = parseNotebook(readSample(name));
    expect(readable).toBe(true);
    const ids = flow.cells.map((cell) => cell.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-zA-Z0-9-_]{1,64}$/.test(id))).toEqual([]);
    expect(flow.cells.map((cell) => cell.index)).toEqual(ids.map((_, index) => index));
  });

  const layouts = [
    "two-spaces",
    "tabs",
    "compact",
    "one-line",
    "crlf",
    "no-final-newline",
    "byte-order-mark",
    "escaped",
  ];
  it.each([...layouts, "string-sources"])("the layout of %s makes no difference to what it holds", (layout) => {
    const usual = parseNotebook(readSample("jupyter.ipynb")).flow;
    expect(parseNotebook(readSample(`${layout}.ipynb`)).flow).toEqual(usual);
  });

  it("reads source, outputs, metadata, count and kernel", () => {
    const { flow, diagnostics, storesIds } = parseNotebook(readSample("jupyter.ipynb"));
    expect(diagnostics).toEqual([]);
    expect(storesIds).toBe(true);
    expect(flow.kernel).toEqual({ name: "python3", language: "python" });
    expect(flow.cells[2]).toEqual({
      id: "result",
      index: 2,
      kind: "code",
      source: "math.prod(widths)",
      outputs: [
        {
          output_type: "execute_result",
          execution_count: 2,
          data: { "text/html": ["<b>623.7</b>"], "text/plain": ["623.6999999999999"] },
          metadata: {},
        },
      ],
      executionCount: 2,
      metadata: { collapsed: false, tags: ["keep"] },
      placement: {},
    });
  });

  it("a byte order mark and NaN are let pass, with a warning", () => {
    expect(codesOf("byte-order-mark.ipynb")).toEqual(["CW1011"]);
    expect(codesOf("nan.ipynb")).toEqual(["CW1012"]);
    const output = parseNotebook(readSample("nan.ipynb")).flow.cells[0]?.outputs[0];
    expect(output).toMatchObject({
      data: {
        "application/json": { loss: null, best: null, note: "NaN and -Infinity" },
        "text/plain": ["{'loss': nan}"],
      },
    });
  });

  it("cells and outputs of unknown kinds are told, once each, and the rest of the cell is read", () => {
    const { flow, diagnostics } = parseNotebook(readSample("unknown-kinds.ipynb"));
    expect(diagnostics.map(({ code, cell, message }) => [code, cell, message])).toEqual([
      ["CW1006", "h", 'Cell 1 is of the unknown type "heading".'],
      ["CW1006", "o", "Cell 2 has 3 outputs of a type that Cellweave does not know."],
      ["CW1006", "s", 'Cell 3 is of the unknown type "sql".'],
      ["CW1006", "t", "Cell 4 is of no type."],
    ]);
    expect(flow.cells.map((cell) => cell.kind)).toEqual(["raw", "code", "raw", "raw"]);
    expect(flow.cells[1]?.outputs).toEqual([{ output_type: "stream", name: "stdout", text: ["after\n"] }]);
  });

  it("members of wrong types are read as if they were empty", () => {
    const { flow, diagnostics } = parseNotebook(readSample("malformed.ipynb"));
    expect(flow.cells.map((cell) => [cell.kind, cell.source, cell.executionCount])).toEqual([
      ...Array.from({ length: 4 }, () => ["raw", "", null]),
      ...Array.from({ length: 3 }, () => ["code", "", null]),
      ["raw", "x", null],
      ["raw", "x", null],
      ["raw", "x", null],
    ]);
    expect(flow.cells[6]?.outputs).toEqual([
      { output_type: "stream", name: "stdout", text: "" },
      { output_type: "error", ename: "", evalue: "", traceback: [] },
      { output_type: "display_data", data: {}, metadata: {} },
      { output_type: "execute_result", execution_count: null, data: {}, metadata: {} },
    ]);
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(["CW1006", "CW1014"]));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("of a key that is there twice the last one counts, as for Python", () => {
    const { flow } = parseNotebook(readSample("repeated-keys.ipynb"));
    expect(flow.cells.map(({ kind, source }) => [kind, source])).toEqual([["code", "last"]]);
  });

  it("opens 10,000 cells", () => {
    const cells = Array.from({ length: 10_000 }, (_, n) => ({
      ...{ cell_type: "code", execution_count: null, metadata: {}, outputs: [] },
      source: [`x${n % 100} = ${n % 7}`],
    }));
    const { flow } = parseNotebook(JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 4 }));
    expect(new Set(flow.cells.map((cell) => cell.id)).size).toBe(10_000);
  });
});

describe("ids", () => {
  const notebook = (sources: readonly string[]) =>
    JSON.stringify({
      cells: sources.map((source) => ({ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source })),
      metadata: {},
      nbformat: 4,
      nbformat_minor: 4,
    });
  const idsOf = (sources: readonly string[]) => parseNotebook(notebook(sources)).flow.cells.map((cell) => cell.id);

  it("a cell of an old notebook keeps its id while others change, come and go", () => {
    const [, kept] = idsOf(["a = 1", "b = 2"]);
    expect(idsOf(["c = 3", "a = 2", "b = 2"])[2]).toBe(kept);
    expect(idsOf(["b = 2"])[0]).toBe(kept);
  });

  it("cells with the same text get different ids", () => {
    expect(new Set(idsOf(["", "", "x", "x", ""])).size).toBe(5);
  });

  it("ids that are taken or not allowed are told, and replaced", () => {
    const { flow, diagnostics, storesIds } = parseNotebook(readSample("bad-ids.ipynb"));
    expect(storesIds).toBe(false);
    expect(flow.cells[0]?.id).toBe("same");
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "CW1005 Cell 2 has the id of an earlier cell.",
      "CW1005 Cell 3 has the id of an earlier cell.",
      "CW1005 Cell 4 has an id that is not allowed.",
      "CW1005 Cell 5 has an id that is not allowed.",
      "CW1005 Cell 7 has an id that is not allowed.",
    ]);
  });
});

describe("what a person placed", () => {
  it("of a wrong type is told and has no effect; the metadata keeps it", () => {
    const { flow, diagnostics } = parseNotebook(readSample("hostile-metadata.ipynb"));
    expect(flow.cells.map((cell) => cell.placement)).toEqual([
      { overrides: {} },
      {},
      {
        environment: "../../../../etc/passwd\u0000.json",
        after: ["../a", "a"],
        node: { type: "../../nodes/x", version: 1 },
      },
      { overrides: { pure: true, mutates: ["w"] } },
    ]);
    expect(flow.placement).toEqual({ version: 1, environments: {}, nodes: {}, order: [], view: {} });
    expect(diagnostics.map(({ cell, message }) => [cell, /metadata\.[\w.]+/.exec(message)?.[0]])).toEqual([
      ["a", "metadata.cellweave.after"],
      ["a", "metadata.cellweave.environment"],
      ["a", "metadata.cellweave.node"],
      ["a", "metadata.cellweave.skeleton"],
      ["a", "metadata.cellweave.overrides.barrier"],
      ["a", "metadata.cellweave.overrides.mutates"],
      ["a", "metadata.cellweave.overrides.pure"],
      ["b", "metadata.cellweave"],
      ["d", "metadata.cellweave.overrides.barrier"],
      [null, "metadata.cellweave.environments"],
      [null, "metadata.cellweave.nodes"],
      [null, "metadata.cellweave.order"],
      [null, "metadata.cellweave.version"],
      [null, "metadata.cellweave.view"],
    ]);
    expect(flow.cells[1]?.metadata).toEqual({ cellweave: "../../../etc/passwd" });
  });
});

describe("files that do not open", () => {
  // Only its bytes tell that it is no UTF-8: see notebook-file.test.ts.
  it.each(refusedNames.filter((name) => name !== "latin-1.ipynb"))("%s gives one coded error", (name) => {
    const { readable, flow, diagnostics } = parseNotebook(readSample(`refused/${name}`));
    expect(readable).toBe(false);
    expect(flow.cells).toEqual([]);
    expect(diagnostics.map(({ severity }) => severity)).toEqual(["error"]);
  });

  const messages: readonly (readonly [string, string, string])[] = [
    ["truncated", "CW1001", "the file ends inside a string that begins at line 48, column 8."],
    ["empty", "CW1001", "the file is empty at line 1, column 1."],
    ["merge", "CW1001", "the marks of an unfinished git merge stand at line 93, column 1."],
    ["trailing-comma", "CW1001", "a comma stands before the closing bracket at line 95, column 1."],
    ["missing-comma", "CW1001", "a comma or } is missing at line 94, column 2."],
    ["control-character", "CW1001", "a line break or control character stands in a string at line 28, column 12."],
    ["python-dict", "CW1001", "a key in double quotes is missing at line 1, column 2."],
    ["script", "CW1001", "a value is missing or misspelt at line 1, column 1."],
    ["list", "CW1002", "it does not hold an object."],
    ["package", "CW1002", "it does not state an nbformat."],
    ["cells-not-a-list", "CW1002", "it has no list of cells."],
    ["format-3", "CW1003", "The notebook is of nbformat 3; Cellweave reads nbformat 4."],
    ["format-5", "CW1003", "The notebook is of nbformat 5; Cellweave reads nbformat 4."],
  ];
  it.each(messages)("%s: %s, %s", (name, code, ending) => {
    const [diagnostic] = parseNotebook(readSample(`refused/${name}.ipynb`)).diagnostics;
    expect(diagnostic?.code).toBe(code);
    expect(diagnostic?.message.slice(-ending.length)).toBe(ending);
  });
});
