import type { Diagnostic, Phased } from "../../model/diagnostic.ts";
import type { NewCell, NotebookEdit } from "../../model/edit.ts";
import type { Flow, FlowCell } from "../../model/flow.ts";
import type { Json } from "../../model/notebook.ts";
import { pythonLiteral } from "./python-literal.ts";

export interface Parameters {
  readonly [name: string]: Json;
}

/** The flow with the parameters set, as papermill sets them: by a cell after the one tagged `parameters`. */
export function withParameters(flow: Flow, values: Parameters): Phased<Flow> {
  const literals = Object.entries(values).map(([name, value]) => [name, pythonLiteral(value)] as const);
  const { value: edit, diagnostics } = parameterEdit(flow, new Map(literals));
  if (edit === null) return { value: flow, diagnostics };
  const cells = edit.edit === "source" ? replaced(flow.cells, edit) : inserted(flow.cells, edit);
  return { value: { ...flow, cells: cells.map((cell, index) => ({ ...cell, index })) }, diagnostics };
}

type ParameterEdit = Extract<NotebookEdit, { edit: "source" | "insert" }>;

/**
 * The edit that sets the parameters, given as Python expressions: a new cell tagged `injected-parameters`, or another
 * source for the one there is.
 */
export function parameterEdit(flow: Flow, literals: ReadonlyMap<string, string>): Phased<ParameterEdit | null> {
  if (literals.size === 0) return { value: null, diagnostics: [] };
  const source = parameterSource(literals);
  const present = flow.cells.find((cell) => isTagged(cell, "injected-parameters"));
  if (present !== undefined) {
    return { value: { edit: "source", cell: present.id, source, was: present.source }, diagnostics: [] };
  }
  const anchor = flow.cells.find((cell) => isTagged(cell, "parameters"));
  const value: ParameterEdit = { edit: "insert", cell: injectedCell(flow, source), after: anchor?.id ?? null };
  return { value, diagnostics: anchor === undefined ? [noParametersCell] : [] };
}

function parameterSource(literals: ReadonlyMap<string, string>): string {
  return ["# Parameters\n", ...[...literals].map(([name, literal]) => `${name} = ${literal}\n`)].join("");
}

function injectedCell(flow: Flow, source: string): NewCell {
  const taken = new Set(flow.cells.map((cell) => cell.id));
  let id = "injected-parameters";
  for (let count = 2; taken.has(id); count++) id = `injected-parameters-${count}`;
  return { id, kind: "code", source, metadata: { tags: ["injected-parameters"] }, outputs: [], executionCount: null };
}

function isTagged(cell: FlowCell, tag: string): boolean {
  const { tags } = cell.metadata;
  return cell.kind === "code" && Array.isArray(tags) && tags.includes(tag);
}

function replaced(cells: readonly FlowCell[], edit: Extract<ParameterEdit, { edit: "source" }>): FlowCell[] {
  return cells.map((cell) => (cell.id === edit.cell ? { ...cell, source: edit.source } : cell));
}

function inserted(cells: readonly FlowCell[], edit: Extract<ParameterEdit, { edit: "insert" }>): FlowCell[] {
  const cell: FlowCell = { ...edit.cell, index: 0, placement: {} };
  return cells.toSpliced(cells.findIndex(({ id }) => id === edit.after) + 1, 0, cell);
}

const noParametersCell: Diagnostic = {
  code: "CW1015",
  severity: "warning",
  cell: null,
  message: "No cell is tagged `parameters`, so the parameters are set at the top of the notebook.",
  hint: "Tag the cell that holds their defaults with `parameters`, or they may be overwritten by it.",
  range: null,
};
