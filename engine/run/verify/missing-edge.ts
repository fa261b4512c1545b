import type { CellId } from "../../model/flow.ts";
import type { MissingEdge } from "../../model/verdict.ts";
import type { Ended } from "./run-once.ts";

/**
 * The edge whose lack explains why a cell did something else as a flow: a name that it took from another cell than in
 * order, or did not find; else a file that it did not find as another cell had left it; else whatever the one cell did
 * that it ran beside.
 */
export function missingEdge(cell: CellId, inOrder: Ended, asFlow: Ended): MissingEdge | null {
  const [right, seen] = [inOrder.records.get(cell), asFlow.records.get(cell)];
  if (!right || !seen) return null;
  for (const [name, from] of Object.entries(right.reads)) {
    const other = seen.reads[name];
    // A cell's definitions may be repeated instead of taken from it.
    if (from === null || from === cell || other === from || other === null) continue;
    return { from, to: cell, variable: name };
  }
  for (const effect of right.effects) {
    const path = /^fs:read:(.*)$/.exec(effect)?.[1];
    const writer = path === undefined ? undefined : lastWriter(path, cell, inOrder);
    if (path !== undefined && writer !== undefined) return { from: writer, to: cell, variable: `fs:${path}` };
  }
  const [beside, ...others] = ranBeside(cell, asFlow);
  return beside !== undefined && others.length === 0 ? { from: beside, to: cell, variable: null } : null;
}

/** Earlier cells that had not ended when this one began. */
export function ranBeside(cell: CellId, { spans }: Ended): CellId[] {
  const own = spans.findIndex(({ id }) => id === cell);
  const startedAt = spans[own]?.startedAt ?? 0;
  return spans.slice(0, Math.max(0, own)).flatMap(({ id, endedAt }) => (endedAt > startedAt ? [id] : []));
}

function lastWriter(path: string, before: CellId, { records }: Ended): CellId | undefined {
  let writer: CellId | undefined;
  for (const [id, record] of records) {
    if (id === before) break;
    if (record.effects.includes(`fs:write:${path}`)) writer = id;
  }
  return writer;
}
