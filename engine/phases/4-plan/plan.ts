import type { Phased } from "../../model/diagnostic.ts";
import type { CellId, Flow } from "../../model/flow.ts";
import type { Graph, Observed } from "../../model/graph.ts";
import type { Part, Plan, Step, StepId, Transfer } from "../../model/plan.ts";
import { joinWishes } from "../../model/resource-wishes.ts";
import { codeHash } from "../../python/code-hash.ts";
import { groupCells } from "./group-cells.ts";
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
  const transfers = transfersBetween(cells, groups, ids);
  const outgoing = grouped(transfers, ({ from }) => from);
  const incoming = grouped(transfers, ({ to }) => to);
  const steps = groups.map((group, index) => {
    const id = ids[index] as StepId;
    return stepFrom(id, group, outgoing.get(id) ?? [], incoming.get(id) ?? []);
  });
  return { value: { steps, transfers }, diagnostics: [] };
}

/** What runs of each cell's code were seen to do. */
function observations(flow: Flow, observed: Observed): (id: CellId) => Observed[string] | undefined {
  // A hash of every cell's code takes longer than the rest of the plan.
  if (Object.keys(observed).length === 0) return () => undefined;
  const sources = new Map(flow.cells.map(({ id, source }) => [id, source]));
  return (id) => observed[codeHash(sources.get(id) ?? "")];
}

function stepFrom(
  id: StepId,
  group: readonly PlanCell[],
  outgoing: readonly Transfer[],
  incoming: readonly Transfer[],
): Step {
  const wanted = union(outgoing.map((transfer) => transfer.variables));
  return {
    id,
    parts: group.map((cell) => cell.part),
    prelude: preludeOf(group),
    ...namesOf(group),
    wanted: wanted.includes("*") ? ["*"] : wanted,
    needs: union([incoming.map((transfer) => transfer.from)]),
    environment: "local",
    target: "local",
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

/** Each item once, in the order of its first appearance. */
function union(lists: readonly (readonly string[])[]): readonly string[] {
  const [only = none] = lists;
  if (lists.length < 2 && only.length < 2) return only;
  const items = lists.length < 2 ? only : lists.flat();
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

function transfersBetween(
  cells: readonly PlanCell[],
  groups: readonly (readonly PlanCell[])[],
  ids: readonly StepId[],
): Transfer[] {
  const stepOf: number[] = Array.from({ length: cells.length }, () => 0);
  groups.forEach((group, step) => {
    for (const { order } of group) stepOf[order] = step;
  });
  // Keyed by numbers, as there is one for almost every edge of the notebook.
  const lists = new Map<number, (readonly string[])[]>();
  for (const { order, needs } of cells) {
    const sink = stepOf[order] as number;
    for (const { from, names } of needs) {
      const source = stepOf[from.order] as number;
      if (source === sink) continue;
      const key = source * groups.length + sink;
      const known = lists.get(key);
      if (known === undefined) lists.set(key, [names]);
      else known.push(names);
    }
  }
  return [...lists].map(([key, travelling]) => ({
    from: ids[Math.floor(key / groups.length)] as StepId,
    to: ids[key % groups.length] as StepId,
    variables: union(travelling),
  }));
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
