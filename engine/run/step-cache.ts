import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { CellId } from "../model/flow.ts";
import type { KnownCells, LastResult } from "./known-cells.ts";
import { takeObject } from "./objects/object-files.ts";
import type { PinnedResult, Pins } from "./pins.ts";
import type { StoredStep } from "./stored-step.ts";

export interface StepCache {
  find(key: string): Promise<readonly StoredStep[]>;
  add(key: string, step: StoredStep): Promise<void>;
  /** Whether a value is there and whole; it is noted as used. */
  has(digest: string): Promise<boolean>;
  /** The hash of the code that a cell last ran with. */
  codeBefore(cell: CellId): string | undefined;
  /** Where the last result of a cell that was stored is found. */
  lastResult(cell: CellId): LastResult | null;
  /** What a pinned cell keeps. */
  pinned(cell: CellId): PinnedResult | null;
}

/** Steps remembered per code: enough for going back and forth between a few values of a parameter. */
const keptPerCode = 8;

export function stepCache(directory: string, objects: string, known: KnownCells, { results }: Pins): StepCache {
  const pathOf = (key: string) => join(directory, key.slice(0, 2), `${key}.json`);
  const find = async (key: string): Promise<StoredStep[]> => {
    try {
      return JSON.parse(await readFile(pathOf(key), "utf8"));
    } catch {
      // Absent, or cut short by a full disk: then the step runs.
      return [];
    }
  };
  return {
    find,
    add: async (key, step) => {
      const path = pathOf(key);
      await mkdir(join(path, ".."), { recursive: true, mode: 0o700 });
      const same = JSON.stringify([step.reads, step.files]);
      const others = (await find(key)).filter((other) => JSON.stringify([other.reads, other.files]) !== same);
      const part = `${path}.${process.pid}.part`;
      await writeFile(part, JSON.stringify([step, ...others].slice(0, keptPerCode)), { mode: 0o600 });
      await rename(part, path);
    },
    has: (digest) => takeObject(objects, digest),
    codeBefore: (cell) => (Object.hasOwn(known, cell) ? known[cell]?.code : undefined),
    lastResult: (cell) => (Object.hasOwn(known, cell) ? (known[cell]?.result ?? null) : null),
    pinned: (cell) => (Object.hasOwn(results, cell) ? (results[cell] ?? null) : null),
  };
}
