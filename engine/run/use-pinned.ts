import { cellNumber } from "../model/flow.ts";
import type { Inputs } from "./job-inputs.ts";
import { findResult, type PinnedResult } from "./pins.ts";
import { tell } from "./report.ts";
import type { CellInRun, Running, StepInRun } from "./running.ts";
import { aroundOf, firstChange, wantedNames } from "./stored-step.ts";
import { takeOver } from "./take-over.ts";
import { type Change, moment, whyTaken } from "./why.ts";

/**
 * Takes over the result that a pinned cell keeps, whatever has changed since. Returns whether it did, or why it could
 * not, as the end of a sentence; null where nothing of the step is pinned.
 */
export async function usePinned(running: Running, step: StepInRun, inputs: Inputs): Promise<true | string | null> {
  const cell = step.cells.find(({ cache }) => cache === "pin");
  const { cache } = running.world;
  if (!cell || !cache) return null;
  if (step.cells.length > 1) {
    const other = step.cells.find((one) => one !== cell) ?? cell;
    return `it runs together with cell ${cellNumber(other.facts)}`;
  }
  const last = cache.lastResult(cell.id);
  const kept = cache.pinned(cell.id) ?? (last && (await findResult(running, last)));
  if (!kept) return "no result of it is stored";
  const change = await firstChange(kept.stored, step, inputs, cache, wantedNames(step));
  if (change?.kind === "gone") return "what it left is no longer stored";
  takeOver(running, step, kept.stored, reasonOf(running, step, cell, kept, change));
  cell.pinned = true;
  // It stands for whatever its inputs are now.
  if (cell.record) cell.record = { ...cell.record, reads: {}, absent: [] };
  return true;
}

function reasonOf(
  running: Running,
  step: StepInRun,
  cell: CellInRun,
  { code, around, stored }: PinnedResult,
  change: Change | null,
): string {
  const what = whatChanged(cell, code, around !== null && around !== aroundOf(running, step), change);
  if (what === null) return `Pinned. ${whyTaken(stored.at)}`;
  const taken = stored.at === undefined ? "an earlier run" : moment(new Date(stored.at));
  const text = `Cell ${cellNumber(cell.facts)} is pinned and was not run: its result is that of ${taken}, although ${what} since.`;
  tell(running, { event: "message", code: "CW5014", text, cell: cell.id });
  return `Pinned: its result is that of ${taken}, although ${what} since.`;
}

function whatChanged(cell: CellInRun, code: string, otherAround: boolean, change: Change | null): string | null {
  if (cell.codeHash !== code) return "its code changed";
  if (change?.kind === "input") return `\`${change.name}\` changed`;
  if (change?.kind === "file") return `the file ${change.path} changed`;
  return otherAround ? "a definition that it uses, or its Python, changed" : null;
}
