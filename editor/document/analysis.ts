import type { Diagnostic } from "@cellweave/engine/model/diagnostic";
import type { CellId } from "@cellweave/engine/model/flow";
import type { CellFacts, Edge, Graph } from "@cellweave/engine/model/graph";
import type { Plan } from "@cellweave/engine/model/plan";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { DocumentContent } from "./content.ts";

export interface AnalysisState {
  /** `behind`: what is shown belongs to an earlier content; a new result is on its way. */
  readonly status: "none" | "behind" | "current" | "failed";
  /** Why it failed, in a sentence for people. */
  readonly message: string | null;
  readonly graph: Graph;
  readonly plan: Plan;
  readonly diagnostics: readonly Diagnostic[];
  /** The content this is the analysis of. */
  readonly of: DocumentContent | null;
  /** How long the last one took, in milliseconds, from edit to result. */
  readonly took: number | null;
}

export type AnalysisStore = StoreApi<AnalysisState>;

export const noAnalysis: AnalysisState = {
  status: "none",
  message: null,
  graph: { cells: [], edges: [] },
  plan: { steps: [], transfers: [] },
  diagnostics: [],
  of: null,
  took: null,
};

export function createAnalysis(): AnalysisStore {
  return createStore<AnalysisState>(() => noAnalysis);
}

/** The one analysis of the tab. */
export const analysisStore = createAnalysis();

export interface Neighbours {
  readonly facts: { readonly [id: CellId]: CellFacts };
  readonly into: { readonly [id: CellId]: readonly Edge[] };
  readonly outOf: { readonly [id: CellId]: readonly Edge[] };
}

const known = new WeakMap<Graph, Neighbours>();
const byId = new WeakMap<Graph["cells"], Neighbours["facts"]>();
const byEnd = new WeakMap<Graph["edges"], Omit<Neighbours, "facts">>();

/** The graph by cell; worked out once for each graph, and its parts once for each list of cells and of edges. */
export function neighbours(graph: Graph): Neighbours {
  const found = known.get(graph);
  if (found) return found;
  const made = { facts: remembered(byId, graph.cells, factsById), ...remembered(byEnd, graph.edges, edgesByEnd) };
  known.set(graph, made);
  return made;
}

function remembered<Key extends object, Value>(map: WeakMap<Key, Value>, key: Key, make: (key: Key) => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make(key);
  map.set(key, made);
  return made;
}

function factsById(cells: Graph["cells"]): Neighbours["facts"] {
  return Object.fromEntries(cells.map((cell) => [cell.id, cell]));
}

function edgesByEnd(edges: Graph["edges"]): Omit<Neighbours, "facts"> {
  const into: { [id: CellId]: Edge[] } = {};
  const outOf: { [id: CellId]: Edge[] } = {};
  for (const edge of edges) {
    add(into, edge.to, edge);
    add(outOf, edge.from, edge);
  }
  return { into, outOf };
}

function add(edges: { [id: CellId]: Edge[] }, id: CellId, edge: Edge): void {
  const found = edges[id];
  if (found) found.push(edge);
  else edges[id] = [edge];
}

/** All cells that can be reached from these, themselves included. */
export function reach(graph: Graph, from: readonly CellId[], direction: "upstream" | "downstream"): Set<CellId> {
  const { into, outOf } = neighbours(graph);
  const edges = direction === "upstream" ? into : outOf;
  const seen = new Set(from);
  const waiting = [...from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const edge of edges[id] ?? []) {
      const next = direction === "upstream" ? edge.from : edge.to;
      if (!seen.has(next)) waiting.push(next);
      seen.add(next);
    }
  }
  return seen;
}
