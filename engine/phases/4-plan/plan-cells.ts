import { type Place, placeKey, placeOf } from "../../model/environment.ts";
import type { CellId, Flow } from "../../model/flow.ts";
import type { CellFacts, Edge, Graph, Observed } from "../../model/graph.ts";
import type { Part } from "../../model/plan.ts";
import { ambientName } from "./ambient-names.ts";
import { type Traces, tracesOf } from "./traces.ts";

/** A cell as the plan sees it. */
export interface PlanCell extends Traces {
  readonly part: Part;
  readonly facts: CellFacts;
  /** Where it runs; a cell in the default place may have to run where one runs that it shares a process with. */
  readonly place: Place;
  readonly placeKey: string;
  /** Position among the cells of the plan. */
  readonly order: number;
  readonly light: boolean;
  /** Cells that must have run before it, with what travels. */
  readonly needs: Link[];
  readonly neededBy: Link[];
  /** Cells whose source is repeated in its step instead of waiting for them. */
  readonly definitions: PlanCell[];
  /** A person said when its stored result is taken: that must not decide for the cells around it. */
  readonly apart: boolean;
}

/** One cell waits for another. */
export interface Link {
  readonly from: PlanCell;
  readonly to: PlanCell;
  readonly names: readonly string[];
}

type Observation = Observed[string] | undefined;

/** Joins facts and edges into cells that know each other, over the parts that are to run. */
export function planCells(
  flow: Flow,
  graph: Graph,
  parts: readonly Part[],
  observe: (id: CellId) => Observation,
): readonly PlanCell[] {
  const cells = unlinkedCells(flow, graph, parts, observe);
  const byId = new Map(cells.map((cell) => [cell.facts.id, cell]));
  const travelling = definitionsThatTravel(cells, byId, graph.edges);
  for (const edge of graph.edges) {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    if (!from || !to || from === to) continue;
    if (edge.kind === "value" && travelling.has(from)) {
      if (!to.definitions.includes(from)) to.definitions.push(from);
    } else link(from, to, namesOf(edge));
  }
  orderByAmbient(cells);
  return cells;
}

function unlinkedCells(
  flow: Flow,
  graph: Graph,
  parts: readonly Part[],
  observe: (id: CellId) => Observation,
): PlanCell[] {
  const apart = new Set<CellId>();
  const environments = new Map<CellId, string>();
  for (const { id, placement } of flow.cells) {
    if (placement.cache !== undefined) apart.add(id);
    if (placement.environment !== undefined) environments.set(id, placement.environment);
  }
  const facts = new Map(graph.cells.map((cell) => [cell.id, cell]));
  const cells: PlanCell[] = [];
  for (const part of parts) {
    const known = facts.get(part.cell);
    if (known === undefined) continue;
    const isApart = !known.definitionsOnly && apart.has(part.cell);
    const place = placeOf(environments.get(part.cell), part.wishes);
    cells.push(planCell(part, known, place, cells.length, isApart, tracesOf(known, observe(part.cell))));
  }
  return cells;
}

function planCell(part: Part, facts: CellFacts, place: Place, order: number, apart: boolean, traces: Traces): PlanCell {
  return {
    part,
    facts,
    place,
    placeKey: placeKey(place),
    order,
    // Never by measured times: the same code must give the same steps, or stored results would not be found again.
    light: facts.light && !apart,
    apart,
    needs: [],
    neededBy: [],
    definitions: [],
    changes: traces.changes,
    ambient: traces.ambient,
    leaves: traces.leaves,
    stuck: traces.stuck,
  };
}

function link(from: PlanCell, to: PlanCell, names: readonly string[]): void {
  const made = { from, to, names };
  to.needs.push(made);
  from.neededBy.push(made);
}

const everything: readonly string[] = ["*"];

/** What travels along an edge, each once: names, reserved names of ambient state, or "*" for all there is. */
function namesOf({ kind, variables }: Edge): readonly string[] {
  if (kind === "barrier") return everything;
  if (kind === "value" || kind === "mutation") return variables;
  const names = variables.flatMap((variable) => {
    if (kind !== "ambient" && !variable.includes(":")) return [variable];
    return ambientName(variable) ?? [];
  });
  return [...new Set(names)];
}

/** The folder, the environment and options may be read by any code without a trace: all later cells wait for who sets them. */
function orderByAmbient(cells: readonly PlanCell[]): void {
  let setter: PlanCell | null = null;
  for (const cell of cells) {
    if (setter && !cell.needs.some(({ from }) => from === setter)) link(setter, cell, setter.ambient);
    if (cell.ambient.length > 0 && !cell.facts.definitionsOnly) setter = cell;
  }
}

/**
 * Definition cells that every step can repeat for itself: what they need is definitions too, no other cell binds or
 * changes their names, and nothing ambient hangs on them.
 */
function definitionsThatTravel(
  cells: readonly PlanCell[],
  byId: ReadonlyMap<CellId, PlanCell>,
  edges: readonly Edge[],
): ReadonlySet<PlanCell> {
  const travelling = new Set(cells.filter(({ facts }) => facts.definitionsOnly && facts.parses));
  if (travelling.size === 0) return travelling;
  const binders = new Map<string, number>();
  for (const cell of cells) for (const name of cell.changes) binders.set(name, (binders.get(name) ?? 0) + 1);
  for (const cell of travelling)
    if (![...cell.changes].every((name) => binders.get(name) === 1)) travelling.delete(cell);
  const isTravelling = (id: CellId) => {
    const cell = byId.get(id);
    return cell !== undefined && travelling.has(cell);
  };
  let incoming = edges.filter((edge) => byId.has(edge.from) && isTravelling(edge.to));
  let before = -1;
  while (before !== travelling.size) {
    before = travelling.size;
    for (const edge of incoming) {
      const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
      if (from && to && !(edge.kind === "value" && travelling.has(from))) travelling.delete(to);
    }
    incoming = incoming.filter((edge) => isTravelling(edge.to));
  }
  return travelling;
}
