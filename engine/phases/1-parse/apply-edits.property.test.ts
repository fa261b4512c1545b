import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NotebookEdit } from "../../model/edit.ts";
import type { Flow } from "../../model/flow.ts";
import { type Json, joinLines } from "../../model/notebook.ts";
import { readSample, sampleNames } from "../../testing/samples.ts";
import { asJupyterSaves, validate } from "../../testing/test-python.ts";
import { applyEdits } from "./apply-edits.ts";
import { parseNotebook } from "./parse-notebook.ts";
import { respell } from "./respell.ts";
import { flowAfter, inverseOf } from "./testing/flow-after.ts";
import { editFor, type Intent, intents, jupyterText, notebookText } from "./testing/random-notebooks.ts";

/** A flow without what layout may change: lines or one string, and what is read from metadata. */
function content(flow: Flow): unknown {
  const plain = JSON.parse(JSON.stringify(flow.cells), (key, value: Json) =>
    Array.isArray(value) && ["text", "text/plain"].includes(key) && value.every((line) => typeof line === "string")
      ? joinLines(value as string[])
      : value,
  ) as { placement?: unknown }[];
  return { metadata: flow.metadata, cells: plain.map(({ placement: _, ...cell }) => cell) };
}

function planEdits(flow: Flow, drawn: readonly Intent[]) {
  const edits: NotebookEdit[] = [];
  const inverses: NotebookEdit[] = [];
  let current = flow;
  for (const [serial, intent] of drawn.entries()) {
    const edit = editFor(current, intent, serial);
    if (edit === null) continue;
    edits.push(edit);
    inverses.unshift(inverseOf(current, edit));
    current = flowAfter(current, edit);
  }
  return { edits, inverses, expected: current };
}

describe("on any notebook", () => {
  it("no edits change nothing, and cells put together from their spans are what they were", () => {
    fc.assert(
      fc.property(notebookText, (text) => {
        expect(applyEdits(text, []).text).toBe(text);
        expect(respell(text)).toBe(text);
      }),
    );
  });

  it("edits made at once, or one by one, give the flow that they mean", () => {
    fc.assert(
      fc.property(notebookText, intents, (text, drawn) => {
        const { edits, expected } = planEdits(parseNotebook(text).flow, drawn);
        const atOnce = applyEdits(text, edits);
        const oneByOne = edits.reduce((so, edit) => applyEdits(so, [edit]).text, text);
        expect(atOnce.conflicts).toEqual([]);
        expect(content(parseNotebook(atOnce.text).flow)).toEqual(content(expected));
        expect(content(parseNotebook(oneByOne).flow)).toEqual(content(expected));
      }),
      { numRuns: 500 },
    );
  });

  it("edits and then their inverses give the same bytes", () => {
    fc.assert(
      fc.property(notebookText, intents, (text, drawn) => {
        const { edits, inverses } = planEdits(parseNotebook(text).flow, drawn);
        const edited = applyEdits(text, edits);
        const back = applyEdits(edited.text, inverses);
        expect(back.conflicts).toEqual([]);
        expect(back.text).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("a source edit changes no byte outside its cell", () => {
    fc.assert(
      fc.property(notebookText, fc.nat(), fc.string(), (text, place, source) => {
        const { cells } = parseNotebook(text).flow;
        const cell = cells[place % Math.max(1, cells.length)];
        fc.pre(cell !== undefined);
        const after = applyEdits(text, [{ edit: "source", cell: cell.id, source, was: cell.source }]).text;
        const marker = /"id": ?"cell-\d"/g;
        const start = [...text.matchAll(marker)][cell.index]?.index ?? 0;
        expect(after.slice(0, start)).toBe(text.slice(0, start));
        const next = [...text.matchAll(marker)][cell.index + 1]?.index ?? text.length;
        expect(after.slice(after.length - (text.length - next))).toBe(text.slice(next));
      }),
    );
  });

  it("nbformat's validator accepts what comes out, and Jupyter would save the same bytes", () => {
    const drawn = fc.sample(fc.tuple(jupyterText, intents), 200);
    const texts = drawn.map(([text, wishes]) => {
      const { edits } = planEdits(parseNotebook(text).flow, wishes);
      return applyEdits(text, edits).text;
    });
    expect([...new Set(validate(texts))]).toEqual([null]);
    expect(asJupyterSaves(texts)).toEqual(texts);
  });
});

describe("on the samples", () => {
  it.each(sampleNames)("%s is what it was after no edit and after putting it together again", (name) => {
    const text = readSample(name);
    expect(applyEdits(text, []).text).toBe(text);
    expect(respell(text)).toBe(text);
  });

  it.each(sampleNames)("%s is what it was after an edit of every cell and its inverse", (name) => {
    const text = readSample(name);
    const { flow, storesIds, diagnostics } = parseNotebook(text);
    const edits = flow.cells.map(
      ({ id, source }) => ({ edit: "source", cell: id, source: `#\n${source}`, was: source }) as const,
    );
    const edited = applyEdits(text, edits);
    expect(edited.conflicts).toEqual([]);
    if (!storesIds || diagnostics.some(({ code }) => code === "CW1014")) return;
    const back = edits.map(({ source, was, ...edit }) => ({ ...edit, source: was, was: source }));
    expect(applyEdits(edited.text, back).text).toBe(text);
  });

  it("those that were valid stay valid when cells are edited, inserted, moved and placed", () => {
    const odd = /hostile-metadata|unknown|malformed|repeated|deep|bad-ids|nan|hand-made|byte-order/;
    const texts = sampleNames
      .filter((name) => !odd.test(name))
      .map((name) => {
        const text = readSample(name);
        const { flow } = parseNotebook(text);
        const id = flow.cells[0]?.id;
        const edits: NotebookEdit[] = [
          {
            edit: "insert",
            after: null,
            cell: { id: "brand-new", kind: "code", source: "a\nb", metadata: {}, outputs: [], executionCount: null },
          },
          { edit: "metadata", key: "cellweave", value: { version: 1 } },
        ];
        if (id !== undefined) edits.push({ edit: "move", cell: id, after: flow.cells.at(-1)?.id ?? null });
        if (id !== undefined)
          edits.push({ edit: "cell-metadata", cell: id, key: "cellweave", value: { environment: "x" } });
        return applyEdits(text, edits).text;
      });
    expect([...new Set(validate(texts))]).toEqual([null]);
  });
});
