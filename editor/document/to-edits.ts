import type { NotebookEdit } from "@cellweave/engine/model/edit";
import type { CellId } from "@cellweave/engine/model/flow";
import type { Json, JsonObject } from "@cellweave/engine/model/notebook";
import type { DocumentCell, DocumentContent } from "./content.ts";

/**
 * The fewest edits that turn `base` into `now`, to be applied one after the other: deletions, then the new order from
 * the top, then what changed inside cells. Equal contents give no edit, so an undone change writes nothing.
 */
export function toEdits(base: DocumentContent, now: DocumentContent): NotebookEdit[] {
  if (base === now) return [];
  return [...deletions(base, now), ...placements(base, now), ...changes(base, now), ...metadataEdits(base, now)];
}

function deletions(base: DocumentContent, now: DocumentContent): NotebookEdit[] {
  return base.order
    .filter((id) => !now.cells[id])
    .map((id) => ({ edit: "delete", cell: id, was: base.cells[id]?.source ?? "" }));
}

function placements(base: DocumentContent, now: DocumentContent): NotebookEdit[] {
  if (base.order === now.order) return [];
  const stay = staying(base.order, now.order);
  return now.order.flatMap((id, index): NotebookEdit[] => {
    const after = now.order[index - 1] ?? null;
    const cell = now.cells[id];
    if (cell && !base.cells[id]) return [{ edit: "insert", cell: { ...cell }, after }];
    return stay.has(id) ? [] : [{ edit: "move", cell: id, after }];
  });
}

function changes(base: DocumentContent, now: DocumentContent): NotebookEdit[] {
  return now.order.flatMap((id) => {
    const [was, is] = [base.cells[id], now.cells[id]];
    return was && is && was !== is ? cellEdits(was, is) : [];
  });
}

function cellEdits(was: DocumentCell, is: DocumentCell): NotebookEdit[] {
  const edits: NotebookEdit[] = [];
  if (was.kind !== is.kind) edits.push({ edit: "kind", cell: is.id, kind: is.kind, was: was.kind });
  if (was.source !== is.source) edits.push({ edit: "source", cell: is.id, source: is.source, was: was.source });
  for (const { key, value } of changedMembers(was.metadata, is.metadata)) {
    edits.push({ edit: "cell-metadata", cell: is.id, key, value });
  }
  const outputsChanged = was.executionCount !== is.executionCount || !same(was.outputs, is.outputs);
  if (is.kind === "code" && outputsChanged) {
    edits.push({ edit: "outputs", cell: is.id, outputs: is.outputs, executionCount: is.executionCount });
  }
  return edits;
}

function metadataEdits(base: DocumentContent, now: DocumentContent): NotebookEdit[] {
  return changedMembers(base.metadata, now.metadata).map(({ key, value }) => ({ edit: "metadata", key, value }));
}

function changedMembers(was: JsonObject, is: JsonObject): { key: string; value: Json | undefined }[] {
  if (was === is) return [];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return keys.filter((key) => !same(was[key], is[key])).map((key) => ({ key, value: is[key] }));
}

function same(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

/** The longest run of cells that keep their order: all others move. */
function staying(before: readonly CellId[], after: readonly CellId[]): Set<CellId> {
  const rank = new Map(before.map((id, index) => [id, index]));
  const kept = after.filter((id) => rank.has(id));
  const ranks = kept.map((id) => rank.get(id) ?? 0);
  const tails: number[] = [];
  const previous: number[] = [];
  ranks.forEach((value, index) => {
    const at = firstNotBelow(tails, ranks, value);
    previous[index] = at > 0 ? (tails[at - 1] ?? -1) : -1;
    tails[at] = index;
  });
  const stay = new Set<CellId>();
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) stay.add(kept[index] ?? "");
  return stay;
}

function firstNotBelow(tails: readonly number[], ranks: readonly number[], value: number): number {
  let low = 0;
  let high = tails.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranks[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
