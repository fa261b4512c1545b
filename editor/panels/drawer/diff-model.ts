import type { CellId } from "@cellweave/engine/model/flow";
import type { JsonObject } from "@cellweave/engine/model/notebook";
import { diffArrays } from "diff";
import type { DocumentCell, DocumentContent } from "../../document/content.ts";

export type CellChange = "added" | "removed" | "changed" | "moved";

export interface CellDifference {
  readonly id: CellId;
  readonly change: CellChange;
  readonly before: DocumentCell | null;
  readonly after: DocumentCell | null;
  readonly sourceChanged: boolean;
  readonly kindChanged: boolean;
  readonly outputsChanged: boolean;
  /** Keys of the cell's metadata that differ. */
  readonly metadata: readonly string[];
}

export interface NotebookDifference {
  readonly cells: readonly CellDifference[];
  /** Keys of the notebook's metadata that differ. */
  readonly metadata: readonly string[];
}

/** What writing the notebook would change, cell by cell, in the order of the notebook as it now is. */
export function notebookDifference(base: DocumentContent, now: DocumentContent): NotebookDifference {
  const moved = movedCells(base, now);
  const kept = now.order.flatMap((id) => {
    const after = now.cells[id];
    return after ? difference(id, base.cells[id] ?? null, after, moved.has(id)) : [];
  });
  const removed = base.order.flatMap((id) => {
    const before = base.cells[id];
    return before && !now.cells[id] ? difference(id, before, null, false) : [];
  });
  return { cells: [...kept, ...removed], metadata: changedKeys(base.metadata, now.metadata) };
}

/** "changed: 1 cell, 2 metadata" as a person reads it; "No changes" when there are none. */
export function summaryOf({ cells, metadata }: NotebookDifference): string {
  const count = (change: CellChange) => cells.filter((cell) => cell.change === change).length;
  const ofCells = cells.reduce((sum, cell) => sum + cell.metadata.length, 0);
  const said = [
    counted(count("changed"), "cell changed", "cells changed"),
    counted(count("added"), "added", "added"),
    counted(count("removed"), "removed", "removed"),
    counted(count("moved"), "moved", "moved"),
    counted(metadata.length + ofCells, "metadata entry", "metadata entries"),
  ].filter((part) => part !== null);
  return said.length > 0 ? said.join(", ") : "No changes";
}

export interface DiffSide {
  readonly number: number;
  readonly text: string;
}
/** Two lines that stand side by side; null where one side has none. */
export interface DiffRow {
  readonly left: DiffSide | null;
  readonly right: DiffSide | null;
  readonly same: boolean;
}

/** The lines of two texts side by side: what was replaced stands beside what replaced it. */
export function sideBySide(before: string, after: string): DiffRow[] {
  const rows: DiffRow[] = [];
  let [left, right] = [0, 0];
  const changes = diffArrays(lines(before), lines(after));
  for (let index = 0; index < changes.length; index++) {
    const change = changes[index];
    if (!change) continue;
    if (!change.added && !change.removed) {
      for (const text of change.value)
        rows.push({ left: { number: ++left, text }, right: { number: ++right, text }, same: true });
      continue;
    }
    const next = changes[index + 1];
    const removed = change.removed ? change.value : [];
    const added = change.added ? change.value : next?.added ? next.value : [];
    if (change.removed && next?.added) index++;
    for (let line = 0; line < Math.max(removed.length, added.length); line++) {
      const [was, is] = [removed[line], added[line]];
      rows.push({
        left: was === undefined ? null : { number: ++left, text: was },
        right: is === undefined ? null : { number: ++right, text: is },
        same: false,
      });
    }
  }
  return rows;
}

/** Rows near a change; null stands for lines that are the same and left out. */
export function aroundChanges(rows: readonly DiffRow[], context = 3): (DiffRow | null)[] {
  const near = rows.map((_, at) => rows.slice(Math.max(0, at - context), at + context + 1).some((row) => !row.same));
  return rows.flatMap((row, at) => (near[at] ? [row] : near[at - 1] !== false || at === 0 ? [null] : []));
}

function difference(
  id: CellId,
  before: DocumentCell | null,
  after: DocumentCell | null,
  moved: boolean,
): CellDifference[] {
  const found = {
    id,
    before,
    after,
    sourceChanged: before?.source !== after?.source,
    kindChanged: before?.kind !== after?.kind,
    outputsChanged: before !== null && after !== null && !same(before.outputs, after.outputs),
    metadata: before && after ? changedKeys(before.metadata, after.metadata) : [],
  };
  if (!before) return [{ ...found, change: "added" }];
  if (!after) return [{ ...found, change: "removed" }];
  const edited = found.sourceChanged || found.kindChanged || found.outputsChanged || found.metadata.length > 0;
  if (edited) return [{ ...found, change: "changed" }];
  return moved ? [{ ...found, change: "moved" }] : [];
}

/** The fewest cells whose moving explains the new order. */
function movedCells(base: DocumentContent, now: DocumentContent): Set<CellId> {
  if (base.order === now.order) return new Set();
  const before = base.order.filter((id) => now.cells[id]);
  const after = now.order.filter((id) => base.cells[id]);
  return new Set(diffArrays(before, after).flatMap((change) => (change.added ? change.value : [])));
}

function changedKeys(before: JsonObject, after: JsonObject): string[] {
  if (before === after) return [];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.filter((key) => !same(before[key], after[key]));
}

function same(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

function lines(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}

function counted(count: number, one: string, many: string): string | null {
  return count === 0 ? null : `${count} ${count === 1 ? one : many}`;
}
