import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import type { CellId } from "../model/flow.ts";
import type { Running } from "./running.ts";

/** What each cell of a notebook last ran with. */
export type KnownCells = { readonly [cell: CellId]: KnownCell };

export interface KnownCell {
  /** Hash of its code. */
  readonly code: string;
  readonly result: LastResult | null;
}

/** Where a result of a cell is found among the stored steps. */
export interface LastResult {
  readonly code: string;
  readonly key: string;
  /** When it was stored; tells it from others of the same code. */
  readonly at: number;
  /** The cell's place in the step. */
  readonly place: number;
  /** Hash of the definitions and the Python it ran with; null where it shared them with other cells. */
  readonly around: string | null;
}

const pathOf = (home: string, notebook: string) =>
  join(home, "cells", `${createHash("sha256").update(resolve(notebook)).digest("hex").slice(0, 32)}.json`);

/** An unreadable file is an empty one: it only costs an explanation. */
export async function readKnownCells(home: string, notebook: string): Promise<KnownCells> {
  try {
    return JSON.parse(await readFile(pathOf(home, notebook), "utf8"));
  } catch {
    return {};
  }
}

export async function writeKnownCells(
  home: string,
  notebook: string,
  before: KnownCells,
  { cells, world }: Pick<Running, "cells" | "world">,
): Promise<void> {
  const ran = cells.filter(({ outcome, pinned }) => outcome !== null && outcome !== "skipped" && !pinned);
  const known = ran.map(({ id, codeHash, outcome, storedAs }): [CellId, KnownCell] => {
    const isNew = world.cache !== null && outcome === "succeeded";
    return [id, { code: codeHash, result: isNew ? storedAs : (before[id]?.result ?? null) }];
  });
  const path = pathOf(home, notebook);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, JSON.stringify({ ...before, ...Object.fromEntries(known) }), { mode: 0o600 });
  await rename(part, path);
}
