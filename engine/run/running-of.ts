import type { Compiled } from "../compile.ts";
import { placeKey } from "../model/environment.ts";
import { type CellId, cellOf, type Flow } from "../model/flow.ts";
import type { Graph } from "../model/graph.ts";
import type { Part } from "../model/plan.ts";
import type { CompiledSource } from "../model/skeleton.ts";
import { codeHash } from "../python/code-hash.ts";
import { newStep } from "./new-step.ts";
import type { CellInRun, Running, RunOptions, StepInRun } from "./running.ts";

/** What a job that is told to stop is given before it is killed. */
export const graceMilliseconds = 5000;

/** What the loop knows of a compiled flow before anything has run. */
export function runningOf(
  compiled: Compiled,
  given: Pick<Running, "id" | "options" | "world" | "resolve" | "earlier">,
): Running {
  const { flow, graph } = compiled.apart;
  const sources = new Map(flow.cells.map((cell) => [cell.id, cell.source]));
  const placed = new Map(flow.cells.map((cell) => [cell.id, cell.placement]));
  const counts = executionCounts(flow);
  const facts = new Map(graph.cells.map((cell) => [cell.id, cell]));
  const needs = new Map<CellId, Set<CellId>>();
  for (const edge of graph.edges) needs.set(edge.to, (needs.get(edge.to) ?? new Set()).add(edge.from));
  for (const [id, former] of formerParts(graph)) needs.set(id, (needs.get(id) ?? new Set()).add(former));
  const whole = wholeCells(compiled);
  const steps = new Map<string, StepInRun>();
  const scattered = new Set(compiled.plan.steps.map(({ place }) => placeKey(place))).size > 1;
  const cells: CellInRun[] = [];
  for (const step of compiled.plan.steps) {
    const prelude = step.prelude.map((cell) => ({ cell, source: sources.get(cell) ?? "" }));
    // What it does not store now it could not store later without doing it again.
    const all = scattered && step.parts.some(({ cell }) => facts.get(cell)?.effects.some((one) => acts.test(one)));
    const own = newStep(step.id, step.place, prelude, all ? ["*"] : step.wanted);
    steps.set(step.id, own);
    for (const part of step.parts) {
      const known = facts.get(part.cell);
      if (!known) continue;
      const cell: CellInRun = {
        id: part.cell,
        order: known.index,
        facts: known,
        source: part.source,
        compiled: (isWorthWorkers(part, given.options) ? part.compiled : null) ?? apartOf(part, whole),
        shown: whole.get(part.cell) ?? null,
        codeHash: codeHash(part.source),
        executionCount: counts.get(part.cell) ?? 0,
        needs: needs.get(part.cell) ?? new Set(),
        step: own,
        outcome: null,
        record: null,
        error: null,
        reason: null,
        wroteStderr: false,
        startedAt: 0,
        endedAt: 0,
        committed: false,
        told: false,
        cached: false,
        cache: placed.get(part.cell)?.cache ?? null,
        pinned: false,
        storedAs: null,
        lost: false,
        skippedFor: null,
        versions: new Map(),
      };
      own.cells.push(cell);
      cells.push(cell);
    }
  }
  for (const step of compiled.plan.steps)
    for (const id of step.needs) {
      const needed = steps.get(id);
      if (needed) steps.get(step.id)?.needs.add(needed);
    }
  const ordered = cells.sort((a, b) => a.order - b.order).map((cell, order) => Object.assign(cell, { order }));
  return {
    ...given,
    cells: ordered,
    byId: new Map(ordered.map((cell) => [cell.id, cell])),
    edges: graph.edges,
    steps: [...steps.values()],
    versions: new Map(),
    jobs: new Set(),
    committed: new Map(),
    next: 0,
    cancelled: false,
    grace: graceMilliseconds,
    stopped: false,
    over: false,
    learnt: { mutates: new Map(), writes: new Map(), reads: new Map(), stuck: new Map() },
  };
}

const acts = /^(fs:write|net|subprocess)/;

/** For each sub-cell the text of the cell that it is a part of. */
function wholeCells({ flow, apart }: Compiled): ReadonlyMap<CellId, string> {
  if (apart.flow === flow) return new Map();
  const sources = new Map(flow.cells.map((cell) => [cell.id, cell.source]));
  const split = new Set(apart.flow.cells.filter(({ id }) => cellOf(id) !== id).map(({ id }) => cellOf(id)));
  const parts = apart.flow.cells.filter(({ id }) => split.has(cellOf(id)));
  return new Map(parts.map(({ id }) => [id, sources.get(cellOf(id)) ?? ""]));
}

/** A sub-cell keeps the lines of its cell, so each line is the author's. */
function apartOf(part: Part, whole: ReadonlyMap<CellId, string>): CompiledSource | null {
  if (!whole.has(part.cell)) return null;
  return { source: part.source, lines: part.source.split("\n").map((_, line) => line + 1) };
}

/** Each sub-cell but the first with the one before it: it does not run when that one fails. */
function formerParts(graph: Graph): [CellId, CellId][] {
  return graph.cells.flatMap(({ id }, at): [CellId, CellId][] => {
    const former = graph.cells[at - 1]?.id;
    return former !== undefined && cellOf(former) === cellOf(id) ? [[id, former]] : [];
  });
}

/** A cell that ended sooner than a process begins is run as it is written. */
const worthSeconds = 0.05;

function isWorthWorkers({ source }: Part, { workers, secondsBefore }: RunOptions): boolean {
  return workers > 1 && (secondsBefore(codeHash(source)) ?? worthSeconds) >= worthSeconds;
}

/** The counts that "Restart and run all" would give: every code cell that is not empty, in order, from 1. */
function executionCounts(flow: Flow): Map<CellId, number> {
  const code = flow.cells.filter((cell) => cell.kind === "code" && cell.source.trim() !== "");
  const whole = [...new Set(code.map((cell) => cellOf(cell.id)))];
  const counts = new Map(whole.map((id, index) => [id, index + 1]));
  return new Map(code.map(({ id }) => [id, counts.get(cellOf(id)) ?? 0]));
}
