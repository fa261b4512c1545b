import type { CellId } from "@cellweave/engine/model/flow";
import type { Graph } from "@cellweave/engine/model/graph";

/** A name of the notebook, and the cells that deal with it in notebook order. */
export interface Variable {
  readonly name: string;
  readonly defined: readonly CellId[];
  readonly changed: readonly CellId[];
  readonly read: readonly CellId[];
}

/** Every name that a cell defines, changes or reads, in order of first appearance. */
export function variablesOf({ cells }: Graph): Variable[] {
  const found = new Map<string, { name: string; defined: CellId[]; changed: CellId[]; read: CellId[] }>();
  const add = (names: readonly string[], part: "defined" | "changed" | "read", id: CellId) => {
    for (const name of names) {
      if (name === "*") continue;
      const variable = found.get(name) ?? { name, defined: [], changed: [], read: [] };
      found.set(name, variable);
      if (variable[part].at(-1) !== id) variable[part].push(id);
    }
  };
  for (const cell of cells) {
    add([...cell.writes, ...cell.maybeWrites], "defined", cell.id);
    add(cell.mutates, "changed", cell.id);
    add([...cell.reads, ...cell.deferred], "read", cell.id);
  }
  return [...found.values()];
}
