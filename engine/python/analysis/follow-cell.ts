import type { PythonParser } from "../parser.ts";
import { type Analysis, analyse, type ParsedCell, tooDeep } from "./analyse.ts";
import { type Answers, asking, stillHold } from "./history.ts";
import type { Before } from "./machine.ts";
import { readCell } from "./read-cell.ts";
import { sameValue } from "./same-value.ts";
import { type Identity, type Value, withIdentities } from "./value.ts";

/** An analysis of a cell, good for as long as what it asked of the cells before has the same answers. */
export interface Kept {
  readonly parsed: ParsedCell;
  readonly answers: Answers;
  readonly analysis: Analysis;
}

/** What one cell was lately, the latest first, and the memory that it has had. */
export interface CellMemory {
  readonly identities: Identity[];
  kept: readonly Kept[];
}

// Enough to come back to what a cell was before its code, or that of a cell before it, could not be read for a while.
const keptPerCell = 3;

export function newCellMemory(): CellMemory {
  return { identities: [], kept: [] };
}

/** A cell's analysis: what was kept of it where that still holds. */
export function followCell(memory: CellMemory, source: string, before: Before, parser: PythonParser): Kept {
  const known = memory.kept.find((kept) => kept.parsed.source === source && stillHold(kept.answers, before));
  const kept = known ?? follow(memory, readCell(parser, source), before, parser);
  // What cannot be read says nothing of its names.
  if (kept.parsed.problems.length === 0 && memory.kept[0] !== kept)
    memory.kept = [kept, ...memory.kept.filter((other) => other !== kept)].slice(0, keptPerCell);
  return kept;
}

function follow(memory: CellMemory, parsed: ParsedCell, before: Before, parser: PythonParser): Kept {
  const asked = asking(before);
  try {
    const made = withIdentities(memory.identities, () => analyse(parsed, asked.before, parser));
    return { parsed, answers: asked.answers, analysis: withSameValues(made, memory) };
  } catch (error) {
    const unread = tooDeep(parsed.source, parsed.python, error);
    const nothingAsked = asking(before);
    return { parsed: unread, answers: nothingAsked.answers, analysis: analyse(unread, nothingAsked.before, parser) };
  }
}

/** The analysis with the values of earlier ones where they say the same: cells that read them need not be read again. */
function withSameValues(analysis: Analysis, { kept }: CellMemory): Analysis {
  if (kept.length === 0) return analysis;
  const bindings = new Map(analysis.bindings);
  for (const [name, binding] of bindings) {
    const same = sameAsBefore(name, binding.value, kept);
    if (same !== null) bindings.set(name, { ...binding, value: same });
  }
  return { ...analysis, bindings };
}

function sameAsBefore(name: string, value: Value, kept: readonly Kept[]): Value | null {
  for (const { analysis } of kept) {
    const old = analysis.bindings.get(name);
    if (old !== undefined && sameValue(old.value, value)) return old.value;
  }
  return null;
}
