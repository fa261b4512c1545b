import type { NotebookEdit } from "../../../model/edit.ts";
import type { Flow, FlowCell } from "../../../model/flow.ts";
import type { Json, JsonObject } from "../../../model/notebook.ts";

/** What an edit means, said on flows: what `applyEdits` must come to on text. */
export function flowAfter(flow: Flow, edit: NotebookEdit): Flow {
  if (edit.edit === "metadata") return { ...flow, metadata: withMember(flow.metadata, edit.key, edit.value) };
  return { ...flow, cells: cellsAfter(flow.cells, edit).map((cell, index) => ({ ...cell, index })) };
}

/** The edit that takes this one back, when it is made on this flow. */
export function inverseOf(flow: Flow, edit: NotebookEdit): NotebookEdit {
  if (edit.edit === "metadata") return { ...edit, value: member(flow.metadata, edit.key) };
  if (edit.edit === "insert") return { edit: "delete", cell: edit.cell.id, was: edit.cell.source };
  const place = flow.cells.findIndex((cell) => cell.id === edit.cell);
  const cell = flow.cells[place] as FlowCell;
  const after = flow.cells[place - 1]?.id ?? null;
  switch (edit.edit) {
    case "source":
      return { ...edit, source: edit.was, was: edit.source };
    case "kind":
      return { ...edit, kind: edit.was, was: edit.kind };
    case "delete":
      return { edit: "insert", cell, after };
    case "move":
      return { ...edit, after };
    case "cell-metadata":
      return { ...edit, value: member(cell.metadata, edit.key) };
    case "outputs":
      return { ...edit, outputs: cell.outputs, executionCount: cell.executionCount };
  }
}

type CellEdit = Exclude<NotebookEdit, { edit: "metadata" }>;

function cellsAfter(cells: readonly FlowCell[], edit: CellEdit): readonly FlowCell[] {
  if (edit.edit === "insert") return placed(cells, { ...edit.cell, index: 0, placement: {} }, edit.after);
  const cell = cells.find(({ id }) => id === edit.cell) as FlowCell;
  const others = cells.filter((other) => other !== cell);
  if (edit.edit === "delete") return others;
  if (edit.edit === "move") return edit.after === cell.id ? cells : placed(others, cell, edit.after);
  return cells.map((other) => (other === cell ? cellAfter(cell, edit) : other));
}

function cellAfter(cell: FlowCell, edit: CellEdit): FlowCell {
  if (edit.edit === "source") return { ...cell, source: edit.source };
  if (edit.edit === "kind" && edit.kind !== "code")
    return { ...cell, kind: edit.kind, outputs: [], executionCount: null };
  if (edit.edit === "kind") return { ...cell, kind: "code" };
  if (edit.edit === "cell-metadata") return { ...cell, metadata: withMember(cell.metadata, edit.key, edit.value) };
  if (edit.edit === "outputs") return { ...cell, outputs: edit.outputs, executionCount: edit.executionCount };
  return cell;
}

function placed(cells: readonly FlowCell[], cell: FlowCell, after: string | null): FlowCell[] {
  return cells.toSpliced(cells.findIndex(({ id }) => id === after) + 1, 0, cell);
}

function member(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function withMember(object: JsonObject, key: string, value: Json | undefined): JsonObject {
  const { [key]: _, ...others } = object;
  return value === undefined ? others : { ...others, [key]: value };
}
