import type { Diagnostic } from "../../model/diagnostic.ts";
import { emptyPlacement, type Flow, type FlowCell } from "../../model/flow.ts";
import { type CellKind, type JsonObject, joinLines, type Output } from "../../model/notebook.ts";
import { cellIds } from "./cell-ids.ts";
import { parseJson } from "./parse-json.ts";
import { isMultiline, readCount, readOutput } from "./read-output.ts";
import { isObject, readCellPlacement, readFlowPlacement } from "./read-placement.ts";

export interface ParsedNotebook {
  /** False when the file is not a notebook of format 4: `flow` is then empty and nothing may be written to the file. */
  readonly readable: boolean;
  readonly flow: Flow;
  /** Whether every cell has an id of its own in the file; else the first change a person saves writes the missing ones. */
  readonly storesIds: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

const kinds = new Map<unknown, CellKind>([
  ["code", "code"],
  ["markdown", "markdown"],
  ["raw", "raw"],
]);

/**
 * The flow that a notebook's text holds: one flow cell for each cell of the file, in its order. Never throws. Cells
 * without a usable id get one made from their content, the same at every reading.
 */
export function parseNotebook(text: string): ParsedNotebook {
  const json = parseJson(text);
  if (!json.valid) return unreadable(json.diagnostics);
  const refusal = refusalOf(json.value);
  if (refusal !== null) return unreadable([refusal]);
  const notebook = json.value as JsonObject;
  const diagnostics: Diagnostic[] = [...json.diagnostics];
  const cells = readCells(notebook.cells as readonly unknown[], diagnostics);
  const metadata = isObject(notebook.metadata) ? notebook.metadata : {};
  const flow: Flow = {
    nbformat: 4,
    nbformatMinor: readCount(notebook.nbformat_minor) ?? 0,
    cells,
    metadata,
    placement: readFlowPlacement(metadata, diagnostics),
    kernel: readKernel(metadata),
  };
  const stored = notebook.cells as readonly unknown[];
  const storesIds = flow.nbformatMinor >= 5 && cells.every(({ id, index }) => idOf(stored[index]) === id);
  return { readable: true, flow, storesIds, diagnostics };
}

export const emptyFlow: Flow = {
  nbformat: 4,
  nbformatMinor: 5,
  cells: [],
  metadata: {},
  placement: emptyPlacement,
  kernel: { name: null, language: "python" },
};

function unreadable(diagnostics: readonly Diagnostic[]): ParsedNotebook {
  return { readable: false, flow: emptyFlow, storesIds: false, diagnostics };
}

function idOf(cell: unknown): unknown {
  return isObject(cell) ? cell.id : undefined;
}

function refusalOf(value: unknown): Diagnostic | null {
  const open = "Open a file that Jupyter made, with the ending .ipynb.";
  if (!isObject(value))
    return refuse("CW1002", "The file is JSON but not a notebook: it does not hold an object.", open);
  const format = value.nbformat;
  if (typeof format !== "number") {
    return refuse("CW1002", "The file is JSON but not a notebook: it does not state an nbformat.", open);
  }
  if (format < 4) {
    const hint = "Convert it with `jupyter nbconvert --to notebook --nbformat 4 FILE`, then open the result.";
    return refuse("CW1003", `The notebook is of nbformat ${format}; Cellweave reads nbformat 4.`, hint);
  }
  if (format >= 5) {
    const hint = "Save it as nbformat 4 with the program that made it, or get a newer Cellweave.";
    return refuse("CW1003", `The notebook is of nbformat ${format}; Cellweave reads nbformat 4.`, hint);
  }
  if (Array.isArray(value.cells)) return null;
  return refuse("CW1002", "The file is not a notebook: it has no list of cells.", open);
}

function readCells(raw: readonly unknown[], found: Diagnostic[]): FlowCell[] {
  const objects = raw.map((cell) => (isObject(cell) ? cell : {}));
  const read = objects.map((cell) => ({
    stored: cell.id,
    kind: kinds.get(cell.cell_type) ?? "raw",
    source: isMultiline(cell.source) ? joinLines(cell.source) : "",
  }));
  const { ids, invalid, duplicate } = cellIds(read);
  for (const place of duplicate) found.push(badId(place, ids[place] as string, "has the id of an earlier cell"));
  for (const place of invalid) found.push(badId(place, ids[place] as string, "has an id that is not allowed"));
  return objects.map((cell, index) => {
    const id = ids[index] as string;
    const { kind, source } = read[index] as { kind: CellKind; source: string };
    reportOddities(cell, index, id, found);
    const metadata = isObject(cell.metadata) ? cell.metadata : {};
    return {
      id,
      index,
      kind,
      source,
      outputs: kind === "code" ? readOutputs(cell.outputs, index, id, found) : [],
      executionCount: readCount(cell.execution_count),
      metadata,
      placement: readCellPlacement(metadata, id, found),
      ...(isObject(cell.attachments) ? { attachments: cell.attachments } : {}),
    };
  });
}

function reportOddities(cell: JsonObject, index: number, id: string, found: Diagnostic[]): void {
  const type = cell.cell_type;
  if (!kinds.has(type)) {
    const known = typeof type === "string" ? `of the unknown type "${type.slice(0, 40)}"` : "of no type";
    const hint = "It is kept in the file as it is and is not run; make it a code, Markdown or raw cell to use it.";
    found.push(warn("CW1006", id, `Cell ${index + 1} is ${known}.`, hint));
  }
  if (!isMultiline(cell.source)) {
    const hint = "Write its text again; until then what stands there stays in the file as it is.";
    found.push(warn("CW1014", id, `Cell ${index + 1} has a source that is not text, so it is shown empty.`, hint));
  }
}

function readOutputs(value: unknown, index: number, id: string, found: Diagnostic[]): Output[] {
  if (!Array.isArray(value)) return [];
  const outputs = value.map(readOutput);
  const unknown = outputs.filter((output) => output === null).length;
  if (unknown > 0) {
    const what = unknown === 1 ? "an output" : `${unknown} outputs`;
    const hint = "It is not shown and is kept in the file until the cell runs again.";
    found.push(warn("CW1006", id, `Cell ${index + 1} has ${what} of a type that Cellweave does not know.`, hint));
  }
  return outputs.filter((output) => output !== null);
}

function readKernel(metadata: JsonObject): Flow["kernel"] {
  const kernelspec = isObject(metadata.kernelspec) ? metadata.kernelspec : {};
  const info = isObject(metadata.language_info) ? metadata.language_info : {};
  const language = [kernelspec.language, info.name].find((word) => typeof word === "string" && word !== "");
  const name = typeof kernelspec.name === "string" && kernelspec.name !== "" ? kernelspec.name : null;
  return { name, language: typeof language === "string" ? language.toLowerCase() : "python" };
}

function badId(index: number, id: string, what: string): Diagnostic {
  const hint = "It goes by an id of its own from now on, which is written to the file with the next change.";
  return warn("CW1005", id, `Cell ${index + 1} ${what}.`, hint);
}

function warn(code: string, cell: string | null, message: string, hint: string): Diagnostic {
  return { code, severity: "warning", cell, message, hint, range: null };
}

function refuse(code: string, message: string, hint: string): Diagnostic {
  return { code, severity: "error", cell: null, message, hint, range: null };
}
