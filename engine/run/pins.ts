import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import type { Digest } from "../model/artifact.ts";
import type { CellId } from "../model/flow.ts";
import type { LastResult } from "./known-cells.ts";
import type { Running } from "./running.ts";
import type { StoredStep } from "./stored-step.ts";

/** The result that a pinned cell keeps: a stored step of that cell alone. */
export interface PinnedResult {
  readonly code: string;
  readonly around: string | null;
  readonly stored: StoredStep;
}

/** The pinned results of one notebook. They outlive the results that are stored by code. */
export interface Pins {
  readonly notebook: string;
  readonly results: { readonly [cell: CellId]: PinnedResult };
}

const folderOf = (home: string) => join(home, "pins");
const pathOf = (home: string, notebook: string) =>
  join(folderOf(home), `${createHash("sha256").update(resolve(notebook)).digest("hex").slice(0, 32)}.json`);

export async function readPins(home: string, notebook: string): Promise<Pins> {
  return (await readFileOfPins(pathOf(home, notebook))) ?? { notebook: resolve(notebook), results: {} };
}

/** Keeps what the run's pinned cells hold now, and lets go of those that are no longer pinned. */
export async function writePins(home: string, before: Pins, running: Running): Promise<void> {
  const results: Record<CellId, PinnedResult> = { ...before.results };
  for (const { id, cache, storedAs, outcome } of running.cells) {
    if (cache !== "pin") delete results[id];
    else if (outcome === "succeeded" && storedAs) {
      const found = await findResult(running, storedAs);
      if (found) results[id] = found;
    }
  }
  const path = pathOf(home, before.notebook);
  if (Object.keys(results).length === 0) return rm(path, { force: true });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, JSON.stringify({ notebook: before.notebook, results }), { mode: 0o600 });
  await rename(part, path);
}

/** What the last run of a cell stored, cut out of the step that it ran in; null where that is gone. */
export async function findResult(running: Running, last: LastResult): Promise<PinnedResult | null> {
  const all = (await running.world.cache?.find(last.key)) ?? [];
  const step = all.find(({ at }) => at === last.at);
  const cell = step?.cells[last.place];
  if (!step || !cell) return null;
  const seen = Object.entries(step.reads).filter(([name]) => name in cell.record.reads);
  return { code: last.code, around: last.around, stored: { ...step, reads: Object.fromEntries(seen), cells: [cell] } };
}

/** Every stored value that a pinned cell of a notebook which is still there left. */
export async function pinnedDigests(home: string): Promise<ReadonlySet<Digest>> {
  const digests = new Set<Digest>();
  for (const name of await readdir(folderOf(home)).catch(() => [])) {
    if (!name.endsWith(".json")) continue;
    const path = join(folderOf(home), name);
    const pins = await readFileOfPins(path);
    if (pins === null) continue;
    if ((await stat(pins.notebook).catch(() => null)) === null) await rm(path, { force: true });
    else
      for (const { stored } of Object.values(pins.results))
        for (const { values } of stored.cells)
          for (const digest of Object.values(values)) if (digest !== null) digests.add(digest);
  }
  return digests;
}

/** Forgets the pinned results of all notebooks. */
export async function forgetPins(home: string): Promise<void> {
  await rm(folderOf(home), { recursive: true, force: true });
}

async function readFileOfPins(path: string): Promise<Pins | null> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    // Absent, or cut short by a full disk: then the cells run.
    return null;
  }
}
