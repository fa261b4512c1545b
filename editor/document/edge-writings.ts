import type { CellId } from "@cellweave/engine/model/flow";
import type { Graph } from "@cellweave/engine/model/graph";
import type { EdgeWriting } from "./commands/draw-edge.ts";

export interface EdgeWritings {
  /** Best first. One means: no need to ask. None: the edge is there already. */
  readonly choices: readonly EdgeWriting[];
  readonly already: boolean;
}

/**
 * The ways in which an edge from one cell to another can be written into the code.
 * Names that `to` reads and no cell before it defines come first: they are what the edge is for.
 */
export function edgeWritings(graph: Graph, from: CellId, to: CellId, value: string | null): EdgeWritings {
  const giver = graph.cells.find((cell) => cell.id === from);
  const taker = graph.cells.find((cell) => cell.id === to);
  const values = value
    ? [value]
    : [...(giver?.writes ?? []), ...(giver?.maybeWrites ?? [])].filter((name) => name !== "*");
  const joined = graph.edges.some(
    (edge) => edge.from === from && edge.to === to && (!value || edge.variables.includes(value)),
  );
  if (joined) return { choices: [], already: true };
  if (!giver || !taker || values.length === 0) return { choices: [{ write: "after" }], already: false };
  const open = undefinedNames(graph, to);
  const renames = values.flatMap((given) => open.map((name) => ({ write: "rename", name, value: given }) as const));
  if (value && renames.length === 1) return { choices: renames, already: false };
  const binds = values.map((given) => ({ write: "bind", name: freeName(given, taker.writes), value: given }) as const);
  return { choices: [...renames, ...binds, { write: "after" }], already: false };
}

/** Names that the cell reads and that no cell above it binds. */
export function undefinedNames(graph: Graph, cell: CellId): string[] {
  const known = new Set<string>();
  for (const facts of graph.cells) {
    if (facts.id === cell) return known.has("*") ? [] : facts.reads.filter((name) => !known.has(name));
    for (const name of [...facts.writes, ...facts.maybeWrites]) known.add(name);
  }
  return [];
}

function freeName(value: string, taken: readonly string[]): string {
  const name = `${value}_input`;
  return taken.includes(name) ? `${name}_2` : name;
}
