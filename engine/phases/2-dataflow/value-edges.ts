import type { CellFacts, Observed } from "../../model/graph.ts";
import type { AnalysedCell } from "./cells.ts";
import type { EdgeList } from "./edges.ts";

/** Who wrote a name last for sure, who may have since, and who changed its object since. */
interface Versions {
  definite: CellFacts | null;
  /** True when the last definite word is that the name was deleted. */
  deleted: boolean;
  maybe: CellFacts[];
  mutators: CellFacts[];
}

// A cell that changes an object also reads it, so older changes are ordered through newer ones.
const mutatorsShown = 16;

/** Edges for names: from those who bind or change them to those who read them. */
export function valueEdges(
  cells: readonly AnalysedCell[],
  facts: readonly CellFacts[],
  observed: Observed,
  edges: EdgeList,
): void {
  const versions = new Map<string, Versions>();
  const stars: CellFacts[] = [];
  facts.forEach((cell, i) => {
    const analysed = cells[i] as AnalysedCell;
    for (const name of cell.reads) readEdges(analysed, cell, name, versions.get(name), stars, edges);
    observedReads(analysed, cell, observed, versions, edges);
    writeVersions(analysed, cell, versions, stars);
  });
}

function readEdges(
  analysed: AnalysedCell,
  cell: CellFacts,
  name: string,
  known: Versions | undefined,
  stars: readonly CellFacts[],
  edges: EdgeList,
): void {
  const onSomePath = analysed.analysis.record.reads.get(name) === true || analysed.analysis.record.soft.has(name);
  const here = cell.index + 1;
  if (known?.definite != null) {
    const verb = known.deleted ? "deleted" : "defined";
    edges.add(
      "value",
      !onSomePath && !known.deleted,
      known.definite,
      cell,
      name,
      `\`${name}\` is ${verb} in cell ${known.definite.index + 1} and read in cell ${here}.`,
    );
  }
  for (const writer of known?.maybe ?? []) {
    edges.add(
      "value",
      false,
      writer,
      cell,
      name,
      `\`${name}\` may be defined in cell ${writer.index + 1} and is read in cell ${here}.`,
    );
  }
  for (const mutator of known?.mutators.slice(-mutatorsShown) ?? []) {
    edges.add(
      "mutation",
      !onSomePath,
      mutator,
      cell,
      name,
      `\`${name}\` is changed in place in cell ${mutator.index + 1} and read in cell ${here}.`,
    );
  }
  if (known === undefined || known.definite === null) {
    for (const star of stars.slice(-1)) {
      edges.add(
        "value",
        false,
        star,
        cell,
        name,
        `\`${name}\` may come from the \`import *\` of cell ${star.index + 1} and is read in cell ${here}.`,
      );
    }
  }
}

function observedReads(
  analysed: AnalysedCell,
  cell: CellFacts,
  observed: Observed,
  versions: ReadonlyMap<string, Versions>,
  edges: EdgeList,
): void {
  if (!cell.parses || Object.keys(observed).length === 0) return;
  const reads = new Set(cell.reads);
  for (const name of observed[analysed.hash()]?.reads ?? []) {
    const known = versions.get(name);
    if (reads.has(name) || known === undefined) continue;
    const last = known.mutators.at(-1) ?? known.definite ?? known.maybe.at(-1);
    if (last != null)
      edges.add(
        "observed",
        true,
        last,
        cell,
        name,
        `\`${name}\` of cell ${last.index + 1} was seen to be read when cell ${cell.index + 1} ran.`,
      );
  }
}

function writeVersions(
  analysed: AnalysedCell,
  cell: CellFacts,
  versions: Map<string, Versions>,
  stars: CellFacts[],
): void {
  for (const name of cell.writes) versions.set(name, { definite: cell, deleted: false, maybe: [], mutators: [] });
  for (const name of cell.deletes) versions.set(name, { definite: cell, deleted: true, maybe: [], mutators: [] });
  for (const name of cell.maybeWrites) {
    if (name === "*") stars.push(cell);
    else versionsOf(versions, name).maybe.push(cell);
  }
  for (const name of analysed.analysis.starred.keys()) {
    if (!cell.writes.includes(name)) versions.set(name, { definite: cell, deleted: false, maybe: [], mutators: [] });
  }
  for (const name of cell.mutates) {
    const known = versionsOf(versions, name);
    if (known.definite !== cell) known.mutators.push(cell);
  }
}

function versionsOf(versions: Map<string, Versions>, name: string): Versions {
  const known = versions.get(name) ?? { definite: null, deleted: false, maybe: [], mutators: [] };
  versions.set(name, known);
  return known;
}
