import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import type { CellId } from "../model/flow.ts";
import type { CellInRun } from "./running.ts";

/** The code that each cell of a notebook last ran with, as its hash. */
export type KnownCells = { readonly [cell: CellId]: string };

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
  cells: readonly CellInRun[],
): Promise<void> {
  const ran = cells.filter(({ outcome }) => outcome !== null && outcome !== "skipped");
  const after = { ...before, ...Object.fromEntries(ran.map(({ id, codeHash }) => [id, codeHash])) };
  const path = pathOf(home, notebook);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, JSON.stringify(after), { mode: 0o600 });
  await rename(part, path);
}
