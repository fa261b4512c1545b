import type { Compiled } from "@cellweave/engine/compile";
import type { CellId } from "@cellweave/engine/model/flow";
import type { CellFacts } from "@cellweave/engine/model/graph";
import type { AnalysisReply } from "./analysis-messages.ts";
import { listChange, sameValue } from "./list-change.ts";

/** Remembers what was told last, and gives of each new result only what differs: copying a whole graph takes long. */
export function createReplies(): (serial: number, compiled: Compiled) => AnalysisReply {
  let facts = new Map<CellId, CellFacts>();
  let told: Omit<Compiled, "flow" | "apart"> = {
    graph: { cells: [], edges: [] },
    plan: { steps: [], transfers: [] },
    diagnostics: [],
  };
  return (serial, { graph, plan, diagnostics }) => {
    const reply: AnalysisReply = {
      serial,
      order: listChange(idsOf(told.graph.cells), idsOf(graph.cells)),
      facts: graph.cells.filter((cell) => !sameValue(facts.get(cell.id), cell)),
      edges: listChange(told.graph.edges, graph.edges),
      steps: listChange(told.plan.steps, plan.steps),
      transfers: listChange(told.plan.transfers, plan.transfers),
      diagnostics: listChange(told.diagnostics, diagnostics),
    };
    told = { graph, plan, diagnostics };
    facts = new Map(graph.cells.map((cell) => [cell.id, cell]));
    return reply;
  };
}

function idsOf(cells: readonly CellFacts[]): CellId[] {
  return cells.map((cell) => cell.id);
}
