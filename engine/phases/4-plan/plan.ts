import type { Phased } from "../../model/diagnostic.ts";
import { defaultPlace, isDefaultPlace } from "../../model/environment.ts";
import type { CellId, Flow } from "../../model/flow.ts";
import type { Graph, Observed } from "../../model/graph.ts";
import type { Part, Plan, Step, StepId } from "../../model/plan.ts";
import { joinWishes } from "../../model/resource-wishes.ts";
import { codeHash } from "../../python/code-hash.ts";
import { groupCells } from "./group-cells.ts";
import { torn, unknownEnvironments } from "./place-diagnostics.ts";
import { type PlanCell, planCells } from "./plan-cells.ts";
import { leavesOf } from "./traces.ts";

/**
 * Turns parts into steps: cells that would gain nothing from running apart are joined, values that cannot travel keep
 * their makers and users together, and what is left can run at the same time where no edge forbids it.
 */
export function plan(flow: Flow, graph: Graph, parts: readonly Part[], observed: Observed): Phased<Plan> {
  const cells = planCells(flow, graph, parts, observations(flow, observed));
  const groups = groupCells(cells);
  const ids = groups.map((_, index) => `s${index + 1}`);
  const { all, bySource, bySink } = routesBetween(cells, groups);
  const steps = groups.map((group, index) => stepFrom(group, index, ids, bySource[index] ?? [], bySink[index] ?? []));
  const transfers = all.map(({ source, sink, variables }) => ({
    from: ids[source] as StepId,
    to: ids[sink] as StepId,
    variables,
  }));
  return { value: { steps, transfers }, diagnostics: [...unknownEnvironments(flow), ...torn(groups)] };
}

/** What runs of each cell's code were seen to do. */
function observations(flow: Flow, observed: Observed): (id: CellId) => Observed[string] | undefined {
  // A hash of every cell's code takes longer than the rest of the plan.
  if (Object.keys(observed).length === 0) return () => undefined;
  const sources = new Map(flow.cells.map(({ id, source }) => [id, source]));
  return (id) => observed[codeHash(sources.get(id) ?? "")];
}

function stepFrom(
  group: readonly PlanCell[],
  index: number,
  ids: readonly StepId[],
  outgoing: readonly Route[],
  incoming: readonly Route[],
): Step {
  const wanted = union(outgoing.map(({ variables }) => variables));
  return {
    id: ids[index] as StepId,
    parts: group.map((cell) => cell.part),
    prelude: preludeOf(group),
    ...namesOf(group),
    wanted: wanted.includes("*") ? ["*"] : wanted,
    needs: incoming.map(({ source }) => ids[source] as StepId),
    place: group.find(({ place }) => !isDefaultPlace(place))?.place ?? defaultPlace,
    wishes: joinWishes(group.map(({ part }) => part.wishes)),
  };
}

/** What the cells together ask for and leave behind. */
function namesOf(group: readonly PlanCell[]): Pick<Step, "reads" | "writes"> {
  const [first] = group;
  if (group.length === 1 && first !== undefined) return { reads: first.facts.reads, writes: first.leaves };
  const written = new Set<string>();
  const reads = new Set<string>();
  for (const cell of group) {
    for (const name of cell.facts.reads) if (!written.has(name)) reads.add(name);
    for (const name of cell.changes) written.add(name);
  }
  return { reads: [...reads], writes: leavesOf(written) };
}

/** Each item of the lists once, in the order of its first appearance. No list has anything twice. */
function union(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = none] = lists;
  if (lists.length < 2) return first;
  const items = lists.flat();
  // Most are so few that a set takes longer to make.
  return items.length > few ? [...new Set(items)] : items.filter((item, at) => items.indexOf(item) === at);
}

const few = 12;
const none: readonly string[] = [];

/** Definition cells whose names the group needs, and those that these need in turn, in notebook order. */
function preludeOf(group: readonly PlanCell[]): readonly string[] {
  if (group.every(({ definitions }) => definitions.length === 0)) return none;
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

/** What travels from one step to another, by their places among the steps. */
interface Route {
  readonly source: number;
  readonly sink: number;
  variables: readonly string[];
}

interface Routes {
  /** In the order in which cells first ask for something of another step. */
  readonly all: readonly Route[];
  readonly bySource: readonly (readonly Route[])[];
  readonly bySink: readonly (readonly Route[])[];
}

function routesBetween(cells: readonly PlanCell[], groups: readonly (readonly PlanCell[])[]): Routes {
  const stepOf: number[] = Array.from({ length: cells.length }, () => 0);
  groups.forEach((group, step) => {
    for (const { order } of group) stepOf[order] = step;
  });
  const all: Route[] = [];
  const bySource = groups.map((): Route[] => []);
  const bySink = groups.map((): Route[] => []);
  for (const { order, needs } of cells) {
    const sink = stepOf[order] as number;
    const arriving = bySink[sink] as Route[];
    for (const { from, names } of needs) {
      const source = stepOf[from.order] as number;
      if (source === sink) continue;
      const known = arriving.find((route) => route.source === source);
      if (known !== undefined) {
        const more = names.filter((name) => !known.variables.includes(name));
        if (more.length > 0) known.variables = [...known.variables, ...more];
      } else {
        const route = { source, sink, variables: names };
        all.push(route);
        arriving.push(route);
        bySource[source]?.push(route);
      }
    }
  }
  return { all, bySource, bySink };
}
