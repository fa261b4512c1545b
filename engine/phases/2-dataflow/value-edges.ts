import type { CellFacts, Edge, Observed } from "../../model/graph.ts";
import type { AnalysedCell } from "../../python/analysis/analyse-cells.ts";
import { be, cell, type EdgeList, names, newEdgeList, type Tell } from "./edges.ts";
import { deletedBy, maybeWrittenBy, mutatedBy, type Versions, writtenBy } from "./versions.ts";

/** What the cells before one leave it of the names that it reads. */
export interface ReadNames {
  /** Edges into the cell, by the notebook's order of the cells that they come from. */
  readonly edges: readonly Edge[];
  /** Names of which no cell before has anything, and those that were deleted. */
  readonly missing: readonly { readonly name: string; readonly deleted: boolean }[];
}

/** Edges for names, from those who bind or change them to those who read them, and what is missing; for each cell. */
export function valueEdges(
  cells: readonly AnalysedCell[],
  facts: readonly CellFacts[],
  observed: Observed,
): readonly ReadNames[] {
  const versions: NotebookVersions = { ofName: new Map(), star: null };
  const isObserved = Object.keys(observed).length > 0;
  return facts.map((reader, i) => {
    const analysed = cells[i] as AnalysedCell;
    const seen = isObserved && reader.parses ? (observed[analysed.hash()]?.reads ?? nothing) : nothing;
    const found = readNames(analysed, reader, versions, seen);
    writeVersions(analysed, reader, versions);
    return found;
  });
}

const nothing: readonly string[] = [];

interface NotebookVersions {
  readonly ofName: Map<string, Versions>;
  /** The last cell with an `import *` whose names are not known. */
  star: CellFacts | null;
}

interface Kept extends ReadNames {
  readonly star: CellFacts | null;
  /** In the order of the cell's reads. */
  readonly read: readonly (Versions | undefined)[];
}

const known = new WeakMap<CellFacts, Kept>();

/** Made once for as long as the cell and the versions that it reads are the same. */
function readNames(
  analysed: AnalysedCell,
  reader: CellFacts,
  { ofName, star }: NotebookVersions,
  seen: readonly string[],
): ReadNames {
  const kept = seen.length === 0 ? known.get(reader) : undefined;
  if (kept?.star === star && reader.reads.every((name, at) => ofName.get(name) === kept.read[at])) return kept;
  const edges = newEdgeList();
  const missing: { name: string; deleted: boolean }[] = [];
  const read = reader.reads.map((name) => ofName.get(name));
  reader.reads.forEach((name, at) => {
    readEdges(analysed, reader, name, read[at], star, edges);
    if (isMissing(read[at])) missing.push({ name, deleted: read[at]?.deleted === true });
  });
  observedReads(reader, seen, ofName, edges);
  const made = { edges: edges.edges(), missing, star, read };
  if (seen.length === 0) known.set(reader, made);
  return made;
}

/** Whether no cell has bound the name, not even on some path, or the last that did has deleted it. */
function isMissing(versions: Versions | undefined): boolean {
  return versions === undefined || ((versions.definite === null || versions.deleted) && versions.maybe.length === 0);
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
  star: CellFacts | null,
  edges: EdgeList,
): void {
  const { record } = analysed.analysis;
  const sure = record.reads.get(name) !== true && !record.soft.has(name);
  if (known?.definite != null) {
    const tell = known.deleted ? deleted : sure ? defined : maybeRead;
    edges.add("value", sure && !known.deleted, known.definite, reader, name, tell);
  }
  for (const writer of known?.maybe ?? []) edges.add("value", false, writer, reader, name, maybeDefined);
  for (const mutator of known?.mutators ?? []) edges.add("mutation", sure, mutator, reader, name, changed);
  if (star !== null && known?.definite == null) edges.add("value", false, star, reader, name, starred);
}

function observedReads(
  reader: CellFacts,
  seen: readonly string[],
  ofName: ReadonlyMap<string, Versions>,
  edges: EdgeList,
): void {
  for (const name of seen) {
    const known = ofName.get(name);
    if (known === undefined || reader.reads.includes(name)) continue;
    const last = known.mutators.at(-1) ?? known.definite ?? known.maybe.at(-1);
    if (last != null) edges.add("observed", true, last, reader, name, seenRead);
  }
}

function writeVersions({ analysis }: AnalysedCell, writer: CellFacts, versions: NotebookVersions): void {
  const { ofName } = versions;
  const own = writtenBy(writer);
  for (const name of writer.writes) ofName.set(name, own);
  for (const name of writer.deletes) ofName.set(name, deletedBy(writer));
  for (const name of writer.maybeWrites) {
    if (name === "*") versions.star = writer;
    else ofName.set(name, maybeWrittenBy(writer, ofName.get(name)));
  }
  for (const name of analysis.starred.keys())
    if (!writer.writes.includes(name) && !writer.deletes.includes(name)) ofName.set(name, own);
  for (const name of writer.mutates) ofName.set(name, mutatedBy(writer, ofName.get(name)));
}
