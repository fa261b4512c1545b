import type { NewCell } from "../../model/edit.ts";
import type { FlowCell } from "../../model/flow.ts";
import type { Json, JsonObject } from "../../model/notebook.ts";
import type { DraftCell } from "./draft.ts";
import { type Member, memberOf, membersOf, type Span } from "./json-scan.ts";
import { type JsonStyle, render } from "./json-style.ts";
import { patchObject } from "./patch-json.ts";
import { outputsText, sourceText } from "./patch-lists.ts";
import { splitAsPython, storedOutput } from "./render-output.ts";

// The list of cells is one level deep, a cell two, what it holds three.
const depth = 2;

/** The text of a cell of the file with the draft's changes in it; the same bytes where there are none. */
export function cellText(
  text: string,
  span: Span,
  cell: DraftCell,
  file: FlowCell,
  writesId: boolean,
  style: JsonStyle,
): string {
  if (text[span.start] !== "{" || !(writesId || isChanged(cell, file))) return text.slice(span.start, span.end);
  const members = membersOf(text, span.start);
  const changes = new Map<string, string | undefined>();
  if (writesId) changeId(changes, text, members, cell.id);
  if (cell.kind !== file.kind) changeKind(changes, members, cell.kind, style);
  if (cell.source !== file.source) {
    changes.set("source", sourceText(text, memberOf(members, "source")?.value, cell.source, style, depth + 1));
  }
  if (cell.metadata.size > 0) {
    const metadata = memberOf(members, "metadata")?.value;
    changes.set("metadata", metadataText(text, metadata, cell.metadata, style, depth + 1));
  }
  if (cell.kind === "code" && cell.outputs !== null) {
    const { outputs, executionCount } = cell.outputs;
    changes.set("outputs", outputsText(text, memberOf(members, "outputs")?.value, outputs, style, depth + 1));
    if (executionCount !== file.executionCount || memberOf(members, "execution_count") === undefined) {
      changes.set("execution_count", JSON.stringify(executionCount));
    }
  }
  return changes.size === 0 ? text.slice(span.start, span.end) : patchObject(text, span, changes, style, depth);
}

function isChanged(cell: DraftCell, file: FlowCell): boolean {
  if (cell.kind !== file.kind || cell.source !== file.source) return true;
  return cell.metadata.size > 0 || cell.outputs !== null;
}

/** The text of a cell that the file does not have yet, as Jupyter writes one. */
export function freshCellText(cell: DraftCell, fresh: NewCell, style: JsonStyle): string {
  const metadata = { ...fresh.metadata, ...Object.fromEntries(cell.metadata) } as { [key: string]: Json | undefined };
  const result = cell.outputs ?? fresh;
  const members: { [key: string]: Json } = {
    cell_type: cell.kind,
    id: cell.id,
    metadata: Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined)) as JsonObject,
    source: style.lines ? splitAsPython(cell.source) : cell.source,
  };
  if (cell.kind === "code") {
    members.execution_count = result.executionCount;
    members.outputs = result.outputs.map((output) => storedOutput(output, style.lines));
  } else if (fresh.attachments !== undefined) members.attachments = fresh.attachments;
  return render(members, style, depth);
}

/** The text of a metadata object with some members changed; a new object where the file has none. */
export function metadataText(
  text: string,
  span: Span | undefined,
  values: ReadonlyMap<string, Json | undefined>,
  style: JsonStyle,
  level: number,
): string {
  const changes = new Map<string, string | undefined>();
  for (const [key, value] of values) {
    changes.set(key, value === undefined ? undefined : render(value, style, level + 1));
  }
  if (span !== undefined && text[span.start] === "{") return patchObject(text, span, changes, style, level);
  return patchObject("{}", { start: 0, end: 2 }, changes, style, level);
}

function changeId(
  changes: Map<string, string | undefined>,
  text: string,
  members: readonly Member[],
  id: string,
): void {
  const stored = memberOf(members, "id")?.value;
  if (stored === undefined || text.slice(stored.start, stored.end) !== JSON.stringify(id)) {
    changes.set("id", JSON.stringify(id));
  }
}

// nbformat allows outputs and a count on code cells only, attachments on the others only.
function changeKind(
  changes: Map<string, string | undefined>,
  members: readonly Member[],
  kind: string,
  style: JsonStyle,
): void {
  changes.set("cell_type", render(kind, style, depth));
  if (kind !== "code") {
    changes.set("outputs", undefined);
    changes.set("execution_count", undefined);
    return;
  }
  changes.set("attachments", undefined);
  if (memberOf(members, "outputs") === undefined) changes.set("outputs", "[]");
  if (memberOf(members, "execution_count") === undefined) changes.set("execution_count", "null");
}
