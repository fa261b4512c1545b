import type { CellId } from "@cellweave/engine/model/flow";
import type { Graph } from "@cellweave/engine/model/graph";
import { neighbours, reach } from "../document/analysis.ts";
import type { DocumentCell } from "../document/content.ts";
import { cellStatus, type RunsState } from "../runs/runs.ts";

const states = new Set([
  "not-run",
  "queued",
  "running",
  "done",
  "cached",
  "failed",
  "skipped",
  "cancelled",
  "lost",
  "stale",
]);

/**
 * The cells that fit every word of a query, in notebook order. A word is a run state ("stale"), a tag ("tag:gpu"), a
 * text in the source, or, with a plus before or after it, what comes before or after the cells that a name stands for
 * ("+df": all that `df` depends on; "df+": all that depends on it).
 */
export function matchingCells(cells: readonly DocumentCell[], graph: Graph, runs: RunsState, query: string): CellId[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const tests = words.map((word) => testOf(word, graph, runs));
  return cells.filter((cell) => tests.every((test) => test(cell))).map((cell) => cell.id);
}

type Test = (cell: DocumentCell) => boolean;

function testOf(word: string, graph: Graph, runs: RunsState): Test {
  const name = word.replace(/^\+|\+$/g, "");
  if (name !== word && name !== "") return among(graph, name, word.startsWith("+"), word.endsWith("+"));
  if (states.has(word)) return ({ id, kind }) => kind === "code" && cellStatus(runs, id) === word;
  const tag = /^tag:(.+)$/.exec(word)?.[1];
  if (tag)
    return ({ metadata: { tags } }) => Array.isArray(tags) && tags.some((has) => String(has).toLowerCase() === tag);
  return ({ source }) => source.toLowerCase().includes(word);
}

function among(graph: Graph, name: string, upstream: boolean, downstream: boolean): Test {
  const named = Object.values(neighbours(graph).facts).filter(({ writes, maybeWrites }) =>
    [...writes, ...maybeWrites].some((written) => written.toLowerCase() === name),
  );
  const from = named.map((facts) => facts.id);
  const wanted = new Set([
    ...(upstream ? reach(graph, from, "upstream") : []),
    ...(downstream ? reach(graph, from, "downstream") : []),
  ]);
  return ({ id }) => wanted.has(id);
}
