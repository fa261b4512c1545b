import type { Phased } from "../../model/diagnostic.ts";
import type { Flow } from "../../model/flow.ts";
import type { Graph, Observed } from "../../model/graph.ts";
import type { Part, Plan, Step, Transfer } from "../../model/plan.ts";
import { codeHash } from "../../python/code-hash.ts";
import { groupCells } from "./group-cells.ts";
import { type PlanCell, planCells } from "./plan-cells.ts";

/**
 * Turns parts into steps: cells that would gain nothing from running apart are joined, values that cannot travel keep
 * their makers and users together, and what is left can run at the same time where no edge forbids it.
 */
export function plan(flow: Flow, graph: Graph, parts: readonly Part[], observed: Observed): Phased<Plan> {
  const cells = planCells(graph, parts, (id) => {
    const source = flow.cells[graph.cells.find((facts) => facts.id === id)?.index ?? -1]?.source ?? "";
    return observed[codeHash(source)];
  });
  const groups = groupCells(cells);
  const ids = new Map(groups.map((group, index) => [group, `s${index + 1}`] as const));
  const stepOf = new Map<PlanCell, string>();
  for (const group of groups) for (const cell of group) stepOf.set(cell, ids.get(group) ?? "");

  const transfers = transfersBetween(cells, stepOf);
  const steps = groups.map((group) => stepFrom(ids.get(group) ?? "", group, cells, transfers));
  return { value: { steps, transfers }, diagnostics: [] };
}

function stepFrom(
  id: string,
  group: readonly PlanCell[],
  cells: readonly PlanCell[],
  transfers: readonly Transfer[],
): Step {
  const written = new Set<string>();
  const reads = new Set<string>();
  for (const cell of group) {
    for (const name of cell.facts.reads) if (!written.has(name)) reads.add(name);
    for (const name of cell.changes) written.add(name);
  }
  const outgoing = transfers.filter((transfer) => transfer.from === id);
  const wanted = new Set(outgoing.flatMap((transfer) => transfer.variables));
  return {
    id,
    parts: group.map((cell) => cell.part),
    prelude: preludeOf(group, cells),
    reads: [...reads],
    writes: [...written].filter((name) => !name.includes(":")),
    wanted: wanted.has("*") ? ["*"] : [...wanted],
    needs: [...new Set(transfers.filter((transfer) => transfer.to === id).map((transfer) => transfer.from))],
    environment: "local",
    target: "local",
  };
}

/** Definition cells whose names the group needs, and those that these need in turn, in notebook order. */
function preludeOf(group: readonly PlanCell[], cells: readonly PlanCell[]): string[] {
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
  return cells.filter((cell) => needed.has(cell)).map((cell) => cell.facts.id);
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
