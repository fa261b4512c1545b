import type { Phased } from "../../model/diagnostic.ts";
import { defaultPlace, isDefaultPlace } from "../../model/environment.ts";
import type { CellId, Flow } from "../../model/flow.ts";
import type { Graph, Observed } from "../../model/graph.ts";
import type { Part, Plan, Step, Transfer } from "../../model/plan.ts";
import { joinWishes } from "../../model/resource-wishes.ts";
import { codeHash } from "../../python/code-hash.ts";
import { groupCells } from "./group-cells.ts";
import { torn, unknownEnvironments } from "./place-diagnostics.ts";
import { type PlanCell, planCells } from "./plan-cells.ts";

/**
 * Turns parts into steps: cells that would gain nothing from running apart are joined, values that cannot travel keep
 * their makers and users together, and what is left can run at the same time where no edge forbids it.
 */
export function plan(flow: Flow, graph: Graph, parts: readonly Part[], observed: Observed): Phased<Plan> {
  const cells = planCells(flow, graph, parts, observations(flow, observed));
  const groups = groupCells(cells);
  const stepOf = new Map<PlanCell, string>();
  groups.forEach((group, index) => {
    for (const cell of group) stepOf.set(cell, `s${index + 1}`);
  });
  const transfers = transfersBetween(cells, stepOf);
  const outgoing = grouped(transfers, ({ from }) => from);
  const incoming = grouped(transfers, ({ to }) => to);
  const steps = groups.map((group, index) => {
    const id = `s${index + 1}`;
    return stepFrom(id, group, outgoing.get(id) ?? [], incoming.get(id) ?? []);
  });
  return { value: { steps, transfers }, diagnostics: [...unknownEnvironments(flow), ...torn(cells, stepOf)] };
}

/** What runs of each cell's code were seen to do. */
function observations(flow: Flow, observed: Observed): (id: CellId) => Observed[string] | undefined {
  // A hash of every cell's code takes longer than the rest of the plan.
  if (Object.keys(observed).length === 0) return () => undefined;
  const sources = new Map(flow.cells.map(({ id, source }) => [id, source]));
  return (id) => observed[codeHash(sources.get(id) ?? "")];
}

function stepFrom(
  id: string,
  group: readonly PlanCell[],
  outgoing: readonly Transfer[],
  incoming: readonly Transfer[],
): Step {
  const written = new Set<string>();
  const reads = new Set<string>();
  for (const cell of group) {
    for (const name of cell.facts.reads) if (!written.has(name)) reads.add(name);
    for (const name of cell.changes) written.add(name);
  }
  const wanted = new Set(outgoing.flatMap((transfer) => transfer.variables));
  return {
    id,
    parts: group.map((cell) => cell.part),
    prelude: preludeOf(group),
    reads: [...reads],
    writes: [...written].filter((name) => !name.includes(":")),
    wanted: wanted.has("*") ? ["*"] : [...wanted],
    needs: [...new Set(incoming.map((transfer) => transfer.from))],
    place: group.find(({ place }) => !isDefaultPlace(place))?.place ?? defaultPlace,
    wishes: joinWishes(group.map(({ part }) => part.wishes)),
  };
}

/** Definition cells whose names the group needs, and those that these need in turn, in notebook order. */
function preludeOf(group: readonly PlanCell[]): string[] {
  const needed = new Set<PlanCell>();
  const visit = (cell: PlanCell) => {
    for (const source of cell.definitions) {
      if (needed.has(source)) continue;
      needed.add(source);
      visit(source);
    }
  };
  for (const cell of group) visit(cell);
  for (const cell of group) needed.delete(cell);
  return [...needed].sort((a, b) => a.order - b.order).map((cell) => cell.facts.id);
}

function transfersBetween(cells: readonly PlanCell[], stepOf: ReadonlyMap<PlanCell, string>): Transfer[] {
  const variables = new Map<string, Set<string>>();
  for (const cell of cells) {
    for (const { from, names: travelling } of cell.needs) {
      const [source, sink] = [stepOf.get(from) ?? "", stepOf.get(cell) ?? ""];
      if (source === sink) continue;
      const key = `${source}\0${sink}`;
      const names = variables.get(key) ?? new Set<string>();
      for (const name of travelling) names.add(name);
      variables.set(key, names);
    }
  }
  return [...variables].map(([key, names]) => {
    const [from = "", to = ""] = key.split("\0");
    return { from, to, variables: [...names] };
  });
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const found = groups.get(keyOf(item));
    if (found) found.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
