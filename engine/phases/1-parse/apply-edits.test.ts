import { describe, expect, it } from "vitest";
import type { NewCell, NotebookEdit } from "../../model/edit.ts";
import type { Output } from "../../model/notebook.ts";
import { readSample } from "../../testing/samples.ts";
import { applyEdits } from "./apply-edits.ts";
import { parseNotebook } from "./parse-notebook.ts";

const usual = readSample("jupyter.ipynb");

function newCell(id: string, source: string, more: Partial<NewCell> = {}): NewCell {
  return { id, kind: "code", source, metadata: {}, outputs: [], executionCount: null, ...more };
}

/** The lines that are only in the one text and only in the other. */
function changedLines(before: string, after: string): { gone: string[]; come: string[] } {
  const old = before.split("\n");
  const now = after.split("\n");
  let start = 0;
  while (old[start] !== undefined && old[start] === now[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  return { gone: old.slice(start, old.length - end), come: now.slice(start, now.length - end) };
}

function edited(text: string, ...edits: NotebookEdit[]): string {
  const { text: after, conflicts } = applyEdits(text, edits);
  expect(conflicts).toEqual([]);
  return after;
}

describe("an edit changes only what it must", () => {
  it("one line of a source", () => {
    const was = "import math\n\nwidths = [21, 29.7]\nprint('naïve', widths)";
    const source = was.replace("29.7", "29");
    const after = edited(usual, { edit: "source", cell: "load", source, was });
    expect(changedLines(usual, after)).toEqual({
      gone: ['    "widths = [21, 29.7]\\n",'],
      come: ['    "widths = [21, 29]\\n",'],
    });
  });

  it("the escapes of the lines around it stay, those that nobody needs too", () => {
    const text = readSample("hand-made.ipynb");
    const was = "x = 'é'\npath = \"a/b\"\ny = 1";
    const after = edited(text, { edit: "source", cell: "a", source: `${was}\nz = 'ü'`, was });
    expect(after).toBe(text.replace('"y = 1" ]', '"y = 1\\n", "z = \'ü\'" ]'));
  });

  it("a source that is one string keeps its escapes around the change", () => {
    const text = readSample("hand-made.ipynb");
    const after = edited(text, { edit: "source", cell: "b", source: "café / thé / café", was: "café / café" });
    expect(after).toBe(text.replace("caf\\u00e9 \\/ ", "caf\\u00e9 \\/ thé / "));
  });

  it("new text is escaped in a file that escapes", () => {
    const after = edited(readSample("escaped.ipynb"), {
      edit: "source",
      cell: "empty",
      source: "s = 'Öl 📄'",
      was: "",
    });
    expect(after).toContain("\"s = '\\u00d6l \\ud83d\\udcc4'\"");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
    expect(after).toMatch(/^[\x00-\x7f]*$/);
  });

  it("outputs that are what they were stay; only the new one is written", () => {
    const stream: Output = { output_type: "stream", name: "stdout", text: "naïve [21, 29.7]\n" };
    const bar: Output = { output_type: "stream", name: "stderr", text: "10%\r100%\nok" };
    const after = edited(usual, { edit: "outputs", cell: "load", outputs: [stream, bar], executionCount: 1 });
    expect(changedLines(usual, after)).toEqual({
      gone: [],
      come: [
        "    },",
        "    {",
        '     "name": "stderr",',
        '     "output_type": "stream",',
        '     "text": [',
        '      "10%\\r",',
        '      "100%\\n",',
        '      "ok"',
        "     ]",
      ],
    });
  });

  it("numbers that JavaScript cannot hold are kept in metadata that is edited", () => {
    const after = edited(readSample("hand-made.ipynb"), { edit: "cell-metadata", cell: "a", key: "y", value: [1] });
    expect(after).toContain('{ "x": 1.0, "big": 12345678901234567890, "y" : [');
  });

  it("a value that is there already is no change", () => {
    const metadata = { edit: "cell-metadata", cell: "result", key: "tags", value: ["keep"] } as const;
    const source = { edit: "source", cell: "empty", source: "", was: "" } as const;
    const move = { edit: "move", cell: "load", after: "intro" } as const;
    const absent = { edit: "metadata", key: "cellweave", value: undefined } as const;
    expect(edited(usual, metadata, source, move, absent)).toBe(usual);
  });

  it("a new cell is laid out as Jupyter does, in the file's own indent", () => {
    const text = readSample("tabs.ipynb");
    const cell = newCell("new", "a\nb", { metadata: { tags: ["x"] } });
    const after = edited(text, { edit: "insert", cell, after: "empty" });
    expect(changedLines(text, after).come.map((line) => line.replaceAll("\t", "> "))).toEqual([
      "> > },",
      "> > {",
      '> > > "cell_type": "code",',
      '> > > "execution_count": null,',
      '> > > "id": "new",',
      '> > > "metadata": {',
      '> > > > "tags": [',
      '> > > > > "x"',
      "> > > > ]",
      "> > > },",
      '> > > "outputs": [],',
      '> > > "source": [',
      '> > > > "a\\n",',
      '> > > > "b"',
      "> > > ]",
    ]);
  });

  it("a cell that moves keeps its bytes", () => {
    const after = edited(usual, { edit: "move", cell: "empty", after: null });
    const { flow } = parseNotebook(after);
    expect(flow.cells.map((cell) => cell.id)).toEqual(["empty", "intro", "load", "result", "notes"]);
    expect([...after].sort()).toEqual([...usual].sort());
  });

  it("a deleted cell that comes back brings its attachments", () => {
    const text = readSample("hostile-outputs.ipynb");
    const cell = parseNotebook(text).flow.cells.at(-1);
    expect(cell?.attachments).toBeDefined();
    if (cell === undefined) return;
    const without = edited(text, { edit: "delete", cell: cell.id, was: cell.source });
    expect(edited(without, { edit: "insert", cell, after: "result" })).toBe(text);
  });

  it("a code cell that becomes Markdown loses what Markdown cannot have, and the other way round", () => {
    const after = edited(
      usual,
      { edit: "kind", cell: "load", kind: "markdown", was: "code" },
      { edit: "kind", cell: "intro", kind: "code", was: "markdown" },
    );
    const cells = (JSON.parse(after) as { cells: object[] }).cells;
    expect(cells.map((cell) => Object.keys(cell)).slice(0, 2)).toEqual([
      ["cell_type", "execution_count", "id", "metadata", "outputs", "source"],
      ["cell_type", "id", "metadata", "source"],
    ]);
  });
});

describe("ids", () => {
  const old = readSample("format-4.4.ipynb");
  const ids = parseNotebook(old).flow.cells.map((cell) => cell.id);

  it("outputs alone do not write ids into an old notebook", () => {
    const after = edited(old, { edit: "outputs", cell: ids[1] ?? "", outputs: [], executionCount: 7 });
    expect(after).not.toContain('"id"');
    expect(after).toContain('"nbformat_minor": 4');
  });

  it("what a person changes writes them, and they are the ones the editor knew", () => {
    const after = edited(old, { edit: "source", cell: ids[4] ?? "", source: "x = 1", was: "" });
    const { flow, storesIds } = parseNotebook(after);
    expect(storesIds).toBe(true);
    expect(flow.nbformatMinor).toBe(5);
    expect(flow.cells.map((cell) => cell.id)).toEqual(ids);
  });

  it("illegal and repeated ones are replaced when something is saved", () => {
    const text = readSample("bad-ids.ipynb");
    const after = edited(text, { edit: "metadata", key: "title", value: "t" });
    expect(parseNotebook(after).diagnostics).toEqual([]);
    expect(parseNotebook(after).flow.cells.map((cell) => cell.id)).toEqual(
      parseNotebook(text).flow.cells.map((cell) => cell.id),
    );
  });
});

describe("conflicts", () => {
  const fine: NotebookEdit = { edit: "source", cell: "empty", source: "mine", was: "" };
  const cases: readonly (readonly [string, NotebookEdit, object])[] = [
    [
      "a source that someone else changed",
      { edit: "source", cell: "notes", source: "mine", was: "before" },
      { cell: "notes", reason: "changed", mine: "mine", theirs: "kept as it is", base: "before" },
    ],
    [
      "a cell that someone else deleted",
      { edit: "source", cell: "gone", source: "mine", was: "before" },
      { cell: "gone", reason: "deleted", mine: "mine", theirs: null, base: "before" },
    ],
    [
      "deleting a cell that someone else changed",
      { edit: "delete", cell: "notes", was: "before" },
      { cell: "notes", reason: "changed", mine: "", theirs: "kept as it is", base: "before" },
    ],
    [
      "a kind that someone else changed",
      { edit: "kind", cell: "notes", kind: "code", was: "markdown" },
      { cell: "notes", reason: "changed", mine: "code", theirs: "raw", base: "markdown" },
    ],
    [
      "a new cell after one that is gone",
      { edit: "insert", cell: newCell("new", "x"), after: "gone" },
      { cell: "new", reason: "missing-anchor", mine: "x", theirs: null, base: "" },
    ],
    [
      "a new cell whose id someone else gave to another",
      { edit: "insert", cell: newCell("notes", "x"), after: null },
      { cell: "notes", reason: "changed", mine: "x", theirs: "kept as it is", base: "" },
    ],
    [
      "a move behind a cell that is gone",
      { edit: "move", cell: "notes", after: "gone" },
      { cell: "notes", reason: "missing-anchor", mine: "", theirs: null, base: "" },
    ],
    [
      "metadata of a cell that is gone",
      { edit: "cell-metadata", cell: "gone", key: "a", value: 1 },
      { cell: "gone", reason: "deleted", mine: "", theirs: null, base: "" },
    ],
    [
      "outputs of a cell that is no code any more",
      { edit: "outputs", cell: "notes", outputs: [], executionCount: 1 },
      { cell: "notes", reason: "changed", mine: "", theirs: "kept as it is", base: "" },
    ],
  ];

  it.each(cases)("%s is told, and nothing at all is applied", (_, edit, conflict) => {
    expect(applyEdits(usual, [fine, edit])).toEqual({ text: usual, conflicts: [{ edit, ...conflict }] });
  });

  it("the same change made by both sides is none", () => {
    const was = "before";
    expect(edited(usual, { edit: "source", cell: "notes", source: "kept as it is", was })).toBe(usual);
    expect(edited(usual, { edit: "delete", cell: "gone", was })).toBe(usual);
  });

  it("a file that is no notebook any more takes no edit", () => {
    const text = readSample("refused/truncated.ipynb");
    expect(applyEdits(text, [fine]).text).toBe(text);
    expect(applyEdits(text, [fine]).conflicts).toHaveLength(1);
  });
});

describe("size", () => {
  it("10,000 cells are edited, moved and put back", () => {
    const cells = Array.from({ length: 10_000 }, (_, n) => ({
      ...{ cell_type: "code", execution_count: null, id: `c${n}`, metadata: {}, outputs: [] },
      source: [`x${n} = ${n}\n`, "y"],
    }));
    const text = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1);
    const { flow } = parseNotebook(text);
    const there = flow.cells.map(
      ({ id, source: was }) => ({ edit: "source", cell: id, source: `#${was}`, was }) as const,
    );
    const back = flow.cells.map(({ id, source }) => ({ edit: "source", cell: id, source, was: `#${source}` }) as const);
    const after = edited(text, ...there, { edit: "move", cell: "c9999", after: null });
    expect(edited(after, ...back, { edit: "move", cell: "c9999", after: "c9998" })).toBe(text);
  });

  it("a figure of 30 MB is not looked into", () => {
    const figure = "A".repeat(30_000_000);
    const text = usual.replace("<b>623.7</b>", figure);
    const after = edited(text, { edit: "source", cell: "empty", source: "x", was: "" });
    expect(after.length).toBe(text.length + '\n    "x"\n   '.length);
  });
});
