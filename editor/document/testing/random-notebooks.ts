import type { CellId } from "@cellweave/engine/model/flow";
import fc from "fast-check";
import { addCell } from "../commands/add-cell.ts";
import { deleteCells } from "../commands/delete-cells.ts";
import { drawEdge } from "../commands/draw-edge.ts";
import { editSource } from "../commands/edit-source.ts";
import { mergeCells } from "../commands/merge-cells.ts";
import { moveCells } from "../commands/move-cells.ts";
import { place } from "../commands/place.ts";
import { putCells } from "../commands/put-cells.ts";
import { rewriteCell } from "../commands/rewrite-cell.ts";
import { setKind } from "../commands/set-kind.ts";
import { setMetadata } from "../commands/set-metadata.ts";
import { setOption } from "../commands/set-option.ts";
import { setOutputs } from "../commands/set-outputs.ts";
import { splitCell } from "../commands/split-cell.ts";
import { writeSubCells } from "../commands/write-sub-cells.ts";
import { type DocumentStore, execute } from "../document.ts";

const kind = fc.constantFrom("code" as const, "markdown" as const, "raw" as const);
const text = fc
  .array(fc.constantFrom("x = 1", "", "# T", "print(x)", "é 😀", "\tif x:"), { maxLength: 5 })
  .map((lines) => lines.join("\n"));
const output = { output_type: "error", ename: "E", evalue: "x", traceback: [] } as const;

/** A notebook file as some program wrote it: any kinds, sources, indents, with and without a last newline. */
export const notebookTexts = fc
  .record({
    cells: fc.array(fc.record({ kind, text, output: fc.boolean(), asList: fc.boolean() }), { maxLength: 12 }),
    indent: fc.constantFrom(1, 2, 0),
    newline: fc.boolean(),
  })
  .map(({ cells, indent, newline }) => {
    const written = cells.map(({ kind, text, output: has, asList }, index) => ({
      cell_type: kind,
      id: `c${index}`,
      metadata: index % 3 === 0 ? { tags: ["kept"] } : {},
      source: asList ? (text.match(/[^\n]*\n|[^\n]+$/g) ?? []) : text,
      ...(kind === "code" ? { execution_count: has ? 1 : null, outputs: has ? [output] : [] } : {}),
    }));
    const notebook = { cells: written, metadata: { own: { unknown: 1 } }, nbformat: 4, nbformat_minor: 5 };
    return JSON.stringify(notebook, null, indent) + (newline ? "\n" : "");
  });

/** Something a person does, with numbers that pick cells whatever there are. */
export interface Deed {
  readonly name: string;
  run(store: DocumentStore): void;
}

const picks = fc.tuple(fc.nat(), fc.nat(), fc.nat(), text, kind);

function deed(name: string, act: (store: DocumentStore, pick: Picked) => void): fc.Arbitrary<Deed> {
  return picks.map(([a, b, c, source, kind]) => ({
    name,
    run(store) {
      const { order, cells } = store.getState().content;
      const id = (number: number): CellId => order[number % Math.max(1, order.length)] ?? "none";
      act(store, { first: id(a), second: id(b), number: c, source, kind, fresh: freshId(cells) });
    },
  }));
}

interface Picked {
  readonly first: CellId;
  readonly second: CellId;
  readonly number: number;
  readonly source: string;
  readonly kind: "code" | "markdown" | "raw";
  readonly fresh: CellId;
}

function freshId(cells: object): CellId {
  let number = 0;
  while (`new${number}` in cells) number += 1;
  return `new${number}`;
}

const far = 100_000;

export const deeds: fc.Arbitrary<Deed> = fc.oneof(
  deed("add", (store, { fresh, kind, source, first }) =>
    execute(store, addCell, { id: fresh, kind, source, after: source === "" ? null : first }, far),
  ),
  deed("edit", (store, { first, source, number }) =>
    execute(store, editSource, { cell: first, source }, number % 5000),
  ),
  deed("split", (store, { first, fresh, number }) =>
    execute(store, splitCell, { cell: first, lower: fresh, at: number % 12 }, far),
  ),
  deed("merge", (store, { first, second }) => execute(store, mergeCells, { cells: [first, second] }, far)),
  deed("delete", (store, { first, second, kind }) =>
    execute(store, deleteCells, { cells: kind === "raw" ? [first, second] : [first] }, far),
  ),
  deed("move", (store, { first, second, kind }) =>
    execute(store, moveCells, { cells: [first], after: kind === "raw" ? null : second }, far),
  ),
  deed("kind", (store, { first, kind }) => execute(store, setKind, { cells: [first], kind }, far)),
  deed("place", (store, { first, number }) =>
    execute(store, place, { cells: [first], placement: { environment: number % 2 ? "local" : undefined } }, far),
  ),
  deed("cache and split", (store, { first, number }) =>
    execute(
      store,
      place,
      { cells: [first], placement: { cache: number % 2 ? "pin" : "never", split: number % 3 ? [2, 4] : undefined } },
      far,
    ),
  ),
  deed("skeleton", (store, { first, source }) => execute(store, rewriteCell, { cell: first, source }, far)),
  deed("option", (store, { first, source, number }) =>
    execute(store, setOption, { cell: first, construct: `${first}:0`, option: "seed", source }, number % 5000),
  ),
  deed("sub-cells", (store, { first, fresh, number }) =>
    execute(store, writeSubCells, { cell: first, lines: [2 + (number % 4)], ids: [fresh] }, far),
  ),
  deed("metadata", (store, { first, number, source }) =>
    execute(
      store,
      setMetadata,
      { cell: number % 2 ? first : null, key: `k${number % 3}`, value: source === "" ? undefined : source },
      far,
    ),
  ),
  deed("outputs", (store, { first, number }) =>
    execute(store, setOutputs, { cells: [{ cell: first, outputs: [output], executionCount: number % 9 }] }, far),
  ),
  deed("put", (store, { first, number }) => execute(store, putCells, { at: { [first]: [number % 90, 10] } }, far)),
  deed("edge", (store, { first, second, number }) =>
    execute(
      store,
      drawEdge,
      { from: first, to: second, writing: number % 2 ? { write: "after" } : { write: "bind", name: "a", value: "x" } },
      far,
    ),
  ),
);
