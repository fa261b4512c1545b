import type { CellFacts, Observed } from "../../model/graph.ts";
import type { AnalysedCell } from "../../python/analysis/analyse-cells.ts";
import { be, cell, type EdgeList, names, type Tell } from "./edges.ts";

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
  facts.forEach((reader, i) => {
    const analysed = cells[i] as AnalysedCell;
    for (const name of reader.reads) readEdges(analysed, reader, name, versions.get(name), stars, edges);
    observedReads(analysed, reader, observed, versions, edges);
    writeVersions(analysed, reader, versions, stars);
  });
}

const defined: Tell = (variables, from, to) =>
  `${names(variables)} ${be(variables)} defined in ${cell(from)} and read in ${cell(to)}.`;
const deleted: Tell = (variables, from, to) =>
  `${names(variables)} ${be(variables)} deleted in ${cell(from)} and read in ${cell(to)}.`;
const maybeDefined: Tell = (variables, from, to) =>
  `${names(variables)} may be defined in ${cell(from)} and ${be(variables)} read in ${cell(to)}.`;
const maybeRead: Tell = (variables, from, to) =>
  `${names(variables)} ${be(variables)} defined in ${cell(from)} and may be read in ${cell(to)}.`;
const changed: Tell = (variables, from, to) =>
  `${names(variables)} ${be(variables)} changed in place in ${cell(from)} and read in ${cell(to)}.`;
const starred: Tell = (variables, from, to) =>
  `${names(variables)} may come from the \`import *\` of ${cell(from)} and ${be(variables)} read in ${cell(to)}.`;
const seenRead: Tell = (variables, from, to) =>
  `${names(variables)} of ${cell(from)} ${variables.length === 1 ? "was" : "were"} seen to be read when ${cell(to)} ran.`;

function readEdges(
  analysed: AnalysedCell,
  reader: CellFacts,
  name: string,
  known: Versions | undefined,
  stars: readonly CellFacts[],
  edges: EdgeList,
): void {
  const { record } = analysed.analysis;
  const sure = record.reads.get(name) !== true && !record.soft.has(name);
  if (known?.definite != null) {
    const tell = known.deleted ? deleted : sure ? defined : maybeRead;
    edges.add("value", sure && !known.deleted, known.definite, reader, name, tell);
  }
  for (const writer of known?.maybe ?? []) edges.add("value", false, writer, reader, name, maybeDefined);
  for (const mutator of known?.mutators.slice(-mutatorsShown) ?? [])
    edges.add("mutation", sure, mutator, reader, name, changed);
  const star = stars.at(-1);
  if (star !== undefined && known?.definite == null) edges.add("value", false, star, reader, name, starred);
}

function observedReads(
  analysed: AnalysedCell,
  reader: CellFacts,
  observed: Observed,
  versions: ReadonlyMap<string, Versions>,
  edges: EdgeList,
): void {
  if (!reader.parses || Object.keys(observed).length === 0) return;
  const reads = new Set(reader.reads);
  for (const name of observed[analysed.hash()]?.reads ?? []) {
    const known = versions.get(name);
    if (reads.has(name) || known === undefined) continue;
    const last = known.mutators.at(-1) ?? known.definite ?? known.maybe.at(-1);
    if (last != null) edges.add("observed", true, last, reader, name, seenRead);
  }
}

function writeVersions(
  analysed: AnalysedCell,
  writer: CellFacts,
  versions: Map<string, Versions>,
  stars: CellFacts[],
): void {
  for (const name of writer.writes) versions.set(name, { definite: writer, deleted: false, maybe: [], mutators: [] });
  for (const name of writer.deletes) versions.set(name, { definite: writer, deleted: true, maybe: [], mutators: [] });
  for (const name of writer.maybeWrites) {
    if (name === "*") stars.push(writer);
    else versionsOf(versions, name).maybe.push(writer);
  }
  for (const name of analysed.analysis.starred.keys()) {
    if (!writer.writes.includes(name))
      versions.set(name, { definite: writer, deleted: false, maybe: [], mutators: [] });
  }
  for (const name of writer.mutates) {
    const known = versionsOf(versions, name);
    if (known.definite !== writer) known.mutators.push(writer);
  }
}

function versionsOf(versions: Map<string, Versions>, name: string): Versions {
  const known = versions.get(name) ?? { definite: null, deleted: false, maybe: [], mutators: [] };
  versions.set(name, known);
  return known;
}
