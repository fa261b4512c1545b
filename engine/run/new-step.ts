import type { StepInRun } from "./running.ts";
import { nothingStored } from "./unkept.ts";

/** A step that nothing has happened to yet, without cells. */
export function newStep(id: string, prelude: StepInRun["prelude"], wanted: Iterable<string>): StepInRun {
  return {
    id,
    cells: [],
    prelude,
    needs: new Set(),
    wanted: new Set(wanted),
    extraReads: new Set(),
    state: "pending",
    attempt: 0,
    handle: null,
    job: null,
    given: new Map(),
    gate: null,
    serial: false,
    mayHaveActed: false,
    lingers: null,
    round: 0,
    moreBefore: [],
    jobsBefore: 0,
    wasLost: false,
    inOrder: false,
    storing: nothingStored,
    unkept: false,
    waitsForBytes: null,
    toldScarce: false,
  };
}
