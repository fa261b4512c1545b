import { type Place, placeKey, placeOf } from "../../model/environment.ts";
import type { CellId, Flow } from "../../model/flow.ts";
import type { CellFacts, Edge, Graph, Observed } from "../../model/graph.ts";
import type { Part } from "../../model/plan.ts";
import { ambientName } from "./ambient-names.ts";

/** A cell as the plan sees it. */
export interface PlanCell {
  readonly part: Part;
  readonly facts: CellFacts;
  /** Where it runs; a cell in the default place may have to run where one runs that it shares a process with. */
  readonly place: Place;
  readonly placeKey: string;
  /** Position among the cells of the plan. */
  readonly order: number;
  readonly light: boolean;
  /** Cells that must have run before it, with the edge that says so. */
  readonly needs: { readonly from: PlanCell; readonly names: readonly string[] }[];
  readonly neededBy: { readonly to: PlanCell; readonly names: readonly string[] }[];
  /** Cells whose source is repeated in its step instead of waiting for them. */
  readonly definitions: PlanCell[];
  /** Names and ambient state that it binds, deletes or changes in place. */
  readonly changes: ReadonlySet<string>;
  /** A person said when its stored result is taken: that must not decide for the cells around it. */
  readonly apart: boolean;
  /** Names it leaves behind that cannot leave its process. */
  readonly stuck: ReadonlySet<string>;
}

type Observation = Observed[string] | undefined;

/** Joins facts and edges into cells that know each other, over the parts that are to run. */
export function planCells(
  flow: Flow,
  graph: Graph,
  parts: readonly Part[],
  observe: (id: CellId) => Observation,
): PlanCell[] {
  const apart = new Set(flow.cells.filter(({ placement }) => placement.cache !== undefined).map(({ id }) => id));
  const environments = new Map(flow.cells.map(({ id, placement }) => [id, placement.environment]));
  const facts = new Map(graph.cells.map((cell) => [cell.id, cell]));
  const cells: PlanCell[] = [];
  for (const part of parts) {
    const known = facts.get(part.cell);
    if (known)
      cells.push(
        planCell(
          part,
          known,
          placeOf(environments.get(part.cell), part.wishes),
          cells.length,
          !known.definitionsOnly && apart.has(part.cell),
          observe(part.cell),
        ),
      );
  }
  const byId = new Map(cells.map((cell) => [cell.facts.id, cell]));
  const travelling = definitionsThatTravel(cells, graph.edges);
  for (const edge of graph.edges) {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    if (!from || !to || from === to) continue;
    if (edge.kind === "value" && travelling.has(from)) {
      if (!to.definitions.includes(from)) to.definitions.push(from);
      continue;
    }
    link(from, to, namesOf(edge));
  }
  orderByAmbient(cells);
  return cells;
}

function link(from: PlanCell, to: PlanCell, names: readonly string[]): void {
  to.needs.push({ from, names });
  from.neededBy.push({ to, names });
}

/** What travels along an edge: names, reserved names of ambient state, or "*" for all there is. */
function namesOf(edge: Edge): string[] {
  if (edge.kind === "barrier") return ["*"];
  return edge.variables.flatMap((variable) => {
    if (edge.kind !== "ambient" && !variable.includes(":")) return [variable];
    return ambientName(variable) ?? [];
  });
}

/** The folder, the environment and options may be read by any code without a trace: all later cells wait for who sets them. */
function orderByAmbient(cells: readonly PlanCell[]): void {
  let setter: { readonly cell: PlanCell; readonly names: readonly string[] } | null = null;
  for (const cell of cells) {
    if (setter && !cell.needs.some(({ from }) => from === setter?.cell)) link(setter.cell, cell, setter.names);
    const names = [...cell.changes].filter((name) => name.startsWith("<") && !name.startsWith("<rng."));
    if (names.length > 0 && !cell.facts.definitionsOnly) setter = { cell, names };
  }
}

function planCell(
  part: Part,
  facts: CellFacts,
  place: Place,
  order: number,
  apart: boolean,
  seen: Observation,
): PlanCell {
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
    changes: seen ? new Set([...changesOf(facts), ...changesSeen(seen)]) : changesOf(facts),
    stuck: new Set([...Object.keys(facts.pinned), ...(seen?.stuck ?? [])]),
  };
}

const known = new WeakMap<CellFacts, ReadonlySet<string>>();

/** Worked out once for as long as the cell stays what it is. */
function changesOf(facts: CellFacts): ReadonlySet<string> {
  const found = known.get(facts);
  if (found) return found;
  const ambient = facts.effects.filter(changesAmbient).flatMap((effect) => ambientName(effect) ?? []);
  const made = new Set([...facts.writes, ...facts.maybeWrites, ...facts.deletes, ...facts.mutates, ...ambient]);
  known.set(facts, made);
  return made;
}

function changesSeen({ writes = [], mutates = [], ambientWrites = [] }: Observed[string]): string[] {
  const ambient = ambientWrites.flatMap((name) => ambientName(`<${name}>`) ?? []);
  return [...writes, ...mutates, ...ambient];
}

/** Drawing from a generator changes it; of the other ambient state only writes do. */
function changesAmbient(effect: string): boolean {
  return !/:read(:|$)/.test(effect);
}

/**
 * Definition cells that every step can repeat for itself: what they need is definitions too, no other cell binds or
 * changes their names, and nothing ambient hangs on them.
 */
function definitionsThatTravel(cells: readonly PlanCell[], edges: readonly Edge[]): Set<PlanCell> {
  const binders = new Map<string, number>();
  for (const cell of cells) for (const name of cell.changes) binders.set(name, (binders.get(name) ?? 0) + 1);
  const byId = new Map(cells.map((cell) => [cell.facts.id, cell]));
  const travelling = new Set(
    cells.filter(
      (cell) =>
        cell.facts.definitionsOnly && cell.facts.parses && [...cell.changes].every((name) => binders.get(name) === 1),
    ),
  );
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

  function isTravelling(id: CellId): boolean {
    const cell = byId.get(id);
    return cell !== undefined && travelling.has(cell);
  }
}
