import fc from "fast-check";
import type { NotebookEdit } from "../../../model/edit.ts";
import type { Flow } from "../../../model/flow.ts";
import type { Json, JsonObject, Output } from "../../../model/notebook.ts";
import { type JsonStyle, render, sortKeys } from "../json-style.ts";
import { splitAsPython, storedOutput } from "../render-output.ts";

const words = [
  "x = 1",
  "y",
  "",
  "\n",
  "é",
  "📄",
  "\\",
  '"',
  "\t",
  "\r\n",
  "\u2028",
  "# no",
  "\u0000",
  "a\nb\n",
  "/",
  "{}",
  "]",
];
const text = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((parts) => parts.join(""));
const key = fc.constantFrom("a", "b", "cellweave", "notes", "é", "zz", "__proto__");
const value: fc.Arbitrary<Json> = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
  fc.array(text, { maxLength: 3 }),
  fc.record({ version: fc.constant(1), name: text }),
);
const metadata: fc.Arbitrary<JsonObject> = fc
  .array(fc.tuple(key, value), { maxLength: 3 })
  .map((entries) => sortKeys(Object.fromEntries(entries)) as JsonObject);
const output: fc.Arbitrary<Output> = fc.oneof(
  fc.record({ output_type: fc.constant("stream" as const), name: fc.constantFrom("stdout", "stderr"), text }),
  fc.record({
    output_type: fc.constant("display_data" as const),
    data: fc.record({ "text/plain": text, "application/json": value, "image/png": fc.constant("iVBORw0KGgo=\n") }),
    metadata,
  }),
  fc.record({
    output_type: fc.constant("error" as const),
    ename: text,
    evalue: text,
    traceback: fc.array(text, { maxLength: 2 }),
  }),
);
const cell = fc.record({
  kind: fc.constantFrom("code", "markdown", "raw"),
  source: text,
  metadata,
  outputs: fc.array(output, { maxLength: 2 }),
  count: fc.option(fc.nat(99), { nil: null }),
});

export const style: fc.Arbitrary<JsonStyle> = fc
  .record({
    indent: fc.constantFrom(" ", "  ", "\t", null),
    newline: fc.constantFrom("\n", "\r\n"),
    colon: fc.constantFrom(": ", ":"),
    space: fc.constant(""),
    ascii: fc.boolean(),
    lines: fc.boolean(),
    sorted: fc.constant(true),
  })
  .map((drawn) => ({ ...drawn, space: drawn.colon.endsWith(" ") ? " " : "" }));

/** The layout in which Jupyter saves. */
export const jupyterStyle: JsonStyle = {
  indent: " ",
  newline: "\n",
  colon: ": ",
  space: " ",
  ascii: false,
  lines: true,
  sorted: true,
};

/** The text of a notebook of format 4.5 in some layout, keys in order as Jupyter has them. */
export const notebookText = notebookIn(style, fc.boolean());

/** The same as Jupyter would lay it out. */
export const jupyterText = notebookIn(fc.constant(jupyterStyle), fc.constant(true));

function notebookIn(layouts: fc.Arbitrary<JsonStyle>, newlines: fc.Arbitrary<boolean>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(cell, { maxLength: 6 }), metadata, layouts, newlines)
    .map(([cells, notebookMetadata, layout, newline]) => {
      const shape = (source: string) => (layout.lines ? splitAsPython(source) : source);
      const stored = cells.map(({ kind, source, metadata: cellMetadata, outputs, count }, index) => ({
        cell_type: kind,
        id: `cell-${index}`,
        metadata: cellMetadata,
        source: shape(source),
        ...(kind === "code"
          ? { execution_count: count, outputs: outputs.map((output) => storedOutput(output, layout.lines)) }
          : {}),
      }));
      const notebook = { cells: stored, metadata: { ...notebookMetadata, title: "é" }, nbformat: 4, nbformat_minor: 5 };
      return render(sortKeys(notebook as unknown as Json), layout, 0) + (newline ? layout.newline : "");
    });
}

/** A change that a person might make, on whatever notebook it is drawn for. */
export interface Intent {
  readonly what: NotebookEdit["edit"];
  readonly place: number;
  readonly other: number;
  readonly text: string;
  readonly key: string;
  readonly value: Json | undefined;
  readonly outputs: readonly Output[];
}

export const intents: fc.Arbitrary<Intent[]> = fc.array(
  fc.record({
    what: fc.constantFrom("source", "kind", "insert", "delete", "move", "cell-metadata", "metadata", "outputs"),
    place: fc.nat(1000),
    other: fc.nat(1000),
    text,
    key,
    value: fc.option(value, { nil: undefined }),
    outputs: fc.array(output, { maxLength: 2 }),
  }),
  { maxLength: 8 },
);

/** The edit that an intent is on this flow; null where there is nothing to do it to. */
export function editFor(flow: Flow, intent: Intent, serial: number): NotebookEdit | null {
  const { what, place, other, text: source, outputs } = intent;
  if (what === "metadata") return { edit: what, key: intent.key, value: intent.value };
  const after = flow.cells[other % (flow.cells.length + 1)]?.id ?? null;
  if (what === "insert") {
    const id = `new-${serial}`;
    const kind = (["code", "markdown", "raw"] as const)[place % 3] ?? "code";
    return { edit: what, after, cell: { id, kind, source, metadata: {}, outputs: [], executionCount: null } };
  }
  const cell = flow.cells[place % Math.max(1, flow.cells.length)];
  if (cell === undefined) return null;
  if (what === "source") return { edit: what, cell: cell.id, source, was: cell.source };
  // The last cell stays: an empty notebook does not tell any more whether its sources were lists or strings.
  if (what === "delete" && flow.cells.length === 1) return null;
  if (what === "delete") return { edit: what, cell: cell.id, was: cell.source };
  if (what === "move") return { edit: what, cell: cell.id, after };
  if (what === "cell-metadata") return { edit: what, cell: cell.id, key: intent.key, value: intent.value };
  if (what === "kind") {
    // Only between cells that hold nothing that the other kind cannot: such a change has an inverse.
    if (cell.kind === "code" && (cell.outputs.length > 0 || cell.executionCount !== null)) return null;
    return { edit: what, cell: cell.id, kind: cell.kind === "code" ? "markdown" : "code", was: cell.kind };
  }
  return cell.kind === "code" ? { edit: "outputs", cell: cell.id, outputs, executionCount: other } : null;
}
