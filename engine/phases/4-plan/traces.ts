import type { CellFacts, Observed } from "../../model/graph.ts";
import { ambientName } from "./ambient-names.ts";

/** What a cell leaves behind when it has run. */
export interface Traces {
  /** Names and ambient state that it binds, deletes or changes in place. */
  readonly changes: ReadonlySet<string>;
  /** Those that any later code may read without a trace of its own. */
  readonly ambient: readonly string[];
  /** Those that a step can be asked for. */
  readonly leaves: readonly string[];
  /** Names it leaves behind that cannot leave its process. */
  readonly stuck: ReadonlySet<string>;
}

const known = new WeakMap<CellFacts, Traces>();

/** Worked out once for as long as the cell stays what it is. */
export function tracesOf(facts: CellFacts, seen: Observed[string] | undefined): Traces {
  if (seen !== undefined) return traces([...changesOf(facts), ...changesSeen(seen)], facts, seen.stuck ?? []);
  const found = known.get(facts);
  if (found) return found;
  const made = traces(changesOf(facts), facts, []);
  known.set(facts, made);
  return made;
}

function traces(changes: readonly string[], facts: CellFacts, stuck: readonly string[]): Traces {
  const all = new Set(changes);
  return {
    changes: all,
    ambient: [...all].filter((name) => name.startsWith("<") && !name.startsWith("<rng.")),
    leaves: leavesOf(all),
    stuck: new Set([...Object.keys(facts.pinned), ...stuck]),
  };
}

/** The names among what was changed. */
export function leavesOf(changes: Iterable<string>): string[] {
  return [...changes].filter((name) => !name.includes(":"));
}

function changesOf(facts: CellFacts): string[] {
  const ambient = facts.effects.filter(changesAmbient).flatMap((effect) => ambientName(effect) ?? []);
  return [...facts.writes, ...facts.maybeWrites, ...facts.deletes, ...facts.mutates, ...ambient];
}

function changesSeen({ writes = [], mutates = [], ambientWrites = [] }: Observed[string]): string[] {
  const ambient = ambientWrites.flatMap((name) => ambientName(`<${name}>`) ?? []);
  return [...writes, ...mutates, ...ambient];
}

/** Drawing from a generator changes it; of the other ambient state only writes do. */
function changesAmbient(effect: string): boolean {
  return !/:read(:|$)/.test(effect);
}
