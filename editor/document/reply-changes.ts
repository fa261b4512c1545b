import type { Compiled } from "@cellweave/engine/compile";
import type { AnalysisReply } from "./analysis-messages.ts";

/** Remembers what was told last, and gives of each new result only what differs. */
export function createReplies(): (serial: number, compiled: Compiled) => AnalysisReply {
  const facts = new Map<string, string>();
  const told: { [part: string]: string } = {};
  const unlessTold = <Part>(part: string, value: Part): Part | null => {
    const text = JSON.stringify(value);
    if (told[part] === text) return null;
    told[part] = text;
    return value;
  };
  return (serial, { graph, plan, diagnostics }) => ({
    serial,
    order: graph.cells.map((cell) => cell.id),
    facts: graph.cells.filter((cell) => {
      const text = JSON.stringify(cell);
      if (facts.get(cell.id) === text) return false;
      facts.set(cell.id, text);
      return true;
    }),
    edges: unlessTold("edges", graph.edges),
    plan: unlessTold("plan", plan),
    diagnostics: unlessTold("diagnostics", diagnostics),
  });
}
