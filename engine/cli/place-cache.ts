import { resolve } from "node:path";
import type { CellId, Flow, FlowCell } from "../model/flow.ts";
import type { Json, JsonObject } from "../model/notebook.ts";
import { applyEdits } from "../phases/1-parse/apply-edits.ts";
import { writeNotebookFile } from "../run/notebook-file.ts";
import { cellTitle } from "./cell-title.ts";
import { openNotebook } from "./open-notebook.ts";
import { badUse } from "./usage.ts";

/** The verbs, with what they place on a cell: nothing takes away what is there. */
export const placements = { pin: "pin", never: "never", unpin: undefined } as const;
export type Placing = keyof typeof placements;

export interface Placed {
  readonly notebook: string;
  readonly cells: readonly { readonly id: CellId; readonly index: number; readonly cache: "pin" | "never" | null }[];
}

/**
 * Writes into cells when their stored result is taken, and nothing else of the file. Cells are named by id, or by their
 * number counted from 1. Errors: CW9001, CW1008, CW1009 and those of `openNotebook`.
 */
export async function placeCache(
  verb: Placing,
  operands: readonly string[],
): Promise<{ result: Placed; text: string }> {
  const [notebook, ...names] = operands;
  if (notebook === undefined || names.length === 0)
    throw badUse(`Name a notebook and a cell: cache ${verb} IN.ipynb 5`);
  const path = resolve(notebook);
  const { text, version, flow } = await openNotebook(path);
  const cells = names.map((name) => codeCell(flow, name));
  const edits = cells.map(({ id, metadata }) => {
    const value = placedOn(metadata, placements[verb]);
    return { edit: "cell-metadata", cell: id, key: "cellweave", ...(value === undefined ? {} : { value }) } as const;
  });
  const edited = applyEdits(text, edits);
  if (edited.text !== text) await writeNotebookFile(path, edited.text, version);
  const cache = placements[verb] ?? null;
  return {
    result: { notebook: path, cells: cells.map(({ id, index }) => ({ id, index, cache })) },
    text: cells.map((cell) => `${words[verb](cellTitle(cell))}\n`).join(""),
  };
}

const words: { readonly [verb in Placing]: (cell: string) => string } = {
  pin: (cell) => `Pinned: runs take the stored result of ${cell}, whatever changes.`,
  never: (cell) => `Every run runs ${cell}.`,
  unpin: (cell) => `Runs take the stored result of ${cell} where nothing changed.`,
};

function codeCell({ cells }: Flow, name: string): FlowCell {
  const cell = cells.find(({ id }) => id === name) ?? cells.find(({ index }) => String(index + 1) === name);
  if (cell === undefined) throw badUse(`There is no cell ${name}: the notebook has ${cells.length}`);
  if (cell.kind !== "code") throw badUse(`Cell ${name} is no code`);
  return cell;
}

/** The cell's own member with the change; undefined when nothing is left in it. */
function placedOn(metadata: JsonObject, cache: "pin" | "never" | undefined): JsonObject | undefined {
  const former = metadata.cellweave;
  const kept = typeof former === "object" && former !== null && !Array.isArray(former) ? former : {};
  const { cache: _, ...rest } = kept as { readonly [key: string]: Json };
  if (cache !== undefined) return { ...rest, cache };
  return Object.keys(rest).length > 0 ? rest : undefined;
}
