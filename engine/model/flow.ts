import type { CellKind, Json, JsonObject, Output } from "./notebook.ts";

export type CellId = string;

/** `cell.metadata.cellweave`: what a person placed on one cell. */
export interface CellPlacement {
  readonly environment?: string;
  readonly skeleton?: JsonObject;
  readonly node?: { readonly type: string; readonly version: number };
  /** Cells that must run before this one although no variable says so. */
  readonly after?: readonly CellId[];
  /** `pin`: a stored result is taken even where code or inputs changed. `never`: it is run every time. */
  readonly cache?: "pin" | "never";
  /** Lines, counted from 1, at which sub-cells begin that run apart; the notebook keeps its one cell. */
  readonly split?: readonly number[];
  readonly overrides?: { readonly pure?: boolean; readonly mutates?: readonly string[]; readonly barrier?: boolean };
}

export interface FlowCell {
  readonly id: CellId;
  /** Position among all cells, from 0; of a sub-cell somewhere before the next cell's. */
  readonly index: number;
  readonly kind: CellKind;
  readonly source: string;
  readonly outputs: readonly Output[];
  readonly executionCount: number | null;
  readonly metadata: JsonObject;
  readonly placement: CellPlacement;
  /** Files that a Markdown cell shows: name → MIME type → base64. */
  readonly attachments?: JsonObject;
}

/** `notebook.metadata.cellweave`: what a person placed on the notebook. */
export interface FlowPlacement {
  readonly version: 1;
  readonly environments: { readonly [name: string]: JsonObject };
  readonly nodes: { readonly [id: string]: JsonObject };
  readonly order: readonly CellId[];
  readonly view: { readonly [key: string]: Json };
}

/** The drawn document. Selection, viewport and run state are not in it. */
export interface Flow {
  readonly nbformat: 4;
  readonly nbformatMinor: number;
  readonly cells: readonly FlowCell[];
  readonly metadata: JsonObject;
  readonly placement: FlowPlacement;
  /** kernelspec name and language, as the notebook states them; Python is assumed where it says nothing. */
  readonly kernel: { readonly name: string | null; readonly language: string };
}

export const emptyPlacement: FlowPlacement = { version: 1, environments: {}, nodes: {}, order: [], view: {} };

/** Sub-cells that one cell may be taken apart into, at most; a power of two, so that their indices are exact. */
export const subCellsPerCell = 32;

/** The id of a cell's part, counted from 0; the first keeps the cell's own. */
export function subCellId(cell: CellId, part: number): CellId {
  return part === 0 ? cell : `${cell}~${part + 1}`;
}

/** The cell that a sub-cell is a part of; a whole cell is its own. */
export function cellOf(id: CellId): CellId {
  return id.replace(/~\d+$/, "");
}

/** What people call a cell: "7", counted from 1, or "7.2" for the second part of cell 7. */
export function cellNumber({ index }: { readonly index: number }): string {
  const cell = Math.floor(index);
  const part = Math.round((index - cell) * subCellsPerCell);
  return part === 0 ? `${cell + 1}` : `${cell + 1}.${part + 1}`;
}
