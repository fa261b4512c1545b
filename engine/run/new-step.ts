import type { Place } from "../model/environment.ts";
import type { StepInRun } from "./running.ts";

export const nothingStored = { bytes: 0, seconds: 0 } as const;

/** A step that nothing has happened to yet, without cells. */
export function newStep(id: string, place: Place, prelude: StepInRun["prelude"], wanted: Iterable<string>): StepInRun {
  return {
    id,
    cells: [],
    place,
    prelude,
    needs: new Set(),
    wanted: new Set(wanted),
    extraReads: new Set(),
    state: "pending",
    attempt: 0,
    running: null,
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
    waitsForMemory: null,
    toldScarce: false,
  };
}
