import type { Diagnostic, Range } from "../../model/diagnostic.ts";
import { cellNumber } from "../../model/flow.ts";
import type { Graph } from "../../model/graph.ts";
import type { AnalysedCell } from "../../python/analysis/analyse-cells.ts";
import type { Place } from "../../python/analysis/machine.ts";
import { barrierOf } from "./barrier-edges.ts";
import { positions } from "./facts.ts";
import { nameProblems } from "./name-problems.ts";
import type { ReadNames } from "./value-edges.ts";

/** What a person should know or change. Ordinary notebooks get nothing but remarks. */
export function diagnose(cells: readonly AnalysedCell[], graph: Graph, read: readonly ReadNames[]): Diagnostic[] {
  return [
    ...cells.flatMap(syntaxProblems),
    ...nameProblems(cells, graph.cells, read),
    ...chances(cells),
    ...stuckValues(graph),
    ...cells.flatMap(barriers),
    ...unreachable(cells),
  ];
}

const nothing: readonly Diagnostic[] = [];

function syntaxProblems(cell: AnalysedCell): readonly Diagnostic[] {
  if (cell.parsed.problems.length === 0) return nothing;
  const at = positions(cell.parsed.python);
  return cell.parsed.problems.slice(0, 1).map((problem) => ({
    code: "CW2001",
    severity: "error",
    cell: cell.cell.id,
    message: problem.message,
    hint: "Correct the syntax; until then the cell fails when it runs, as it would in Jupyter.",
    range: { start: at(problem.start), end: at(problem.end) },
  }));
}

const differs: { readonly [effect: string]: readonly [what: string, hint: string] } = {
  time: ["reads the clock", "Put the date into a variable of its own if the result shall stay the same."],
  net: ["uses the network", "Keep a copy of what it fetches in a file if the result shall stay the same."],
  entropy: [
    "uses a random source without a seed",
    "Give it a seed, as in `default_rng(0)`, if the result shall stay the same.",
  ],
};

const generators: { readonly [effect: string]: readonly [whose: string, seed: string] } = {
  "rng:np": ["NumPy's global generator", "np.random.seed(0)"],
  "rng:py": ["the generator of `random`", "random.seed(0)"],
  "rng:torch": ["the generator of torch", "torch.manual_seed(0)"],
  "rng:tf": ["the generator of TensorFlow", "tf.random.set_seed(0)"],
};

/** Remarks on what differs from run to run; an unseeded generator is told where it is first drawn from. */
function chances(cells: readonly AnalysedCell[]): Diagnostic[] {
  const settled = new Set<string>();
  return cells.flatMap((cell) => {
    const { record } = cell.analysis;
    for (const seeded of record.seeds) settled.add(seeded);
    if (record.chances.size === 0 && record.effects.size === 0) return nothing;
    const found: Diagnostic[] = [];
    for (const [effect, place] of record.chances) {
      const known = differs[effect];
      if (known !== undefined) {
        found.push(
          remark(
            "CW2007",
            cell,
            `Cell ${number(cell)} ${known[0]}, so it may give another result each time.`,
            known[1],
            rangeOf(cell, place),
          ),
        );
      }
    }
    for (const effect of record.effects) {
      const known = generators[effect];
      if (known === undefined || settled.has(effect)) continue;
      settled.add(effect);
      const message = `Cell ${number(cell)} draws from ${known[0]}, which no cell seeds before it, so it gives another result each time.`;
      found.push(remark("CW2007", cell, message, `Seed it in an earlier cell, as in \`${known[1]}\`.`, null));
    }
    return found;
  });
}

/** Values that cannot leave their process, where another cell asks for them. */
function stuckValues(graph: Graph): readonly Diagnostic[] {
  const makers = graph.cells.filter(({ pinned }) => Object.keys(pinned).length > 0);
  if (makers.length === 0) return nothing;
  const byId = new Map(graph.cells.map((cell) => [cell.id, cell]));
  return makers.flatMap((cell) => {
    return Object.keys(cell.pinned).flatMap((name) => {
      const users = graph.edges.filter(
        (edge) => edge.from === cell.id && edge.kind === "value" && edge.variables.includes(name),
      );
      const [user] = users;
      if (user === undefined) return [];
      return [
        {
          code: "CW2008",
          severity: "info" as const,
          cell: cell.id,
          message: `\`${name}\` is ${cell.pinned[name]}, which cannot leave its process, so cell ${cellNumber(cell)} and cell ${cellNumber(byId.get(user.to) ?? cell)} run in one step.`,
          hint: "Make it in the cell that uses it, or keep its contents in a list, if the two shall run apart.",
          range: cell.places[name] ?? null,
        },
      ];
    });
  });
}

function barriers(cell: AnalysedCell): readonly Diagnostic[] {
  const reason = barrierOf(cell);
  if (reason === null || cell.cell.placement.overrides?.barrier === true) return nothing;
  const message = `Cell ${number(cell)} uses ${reason}, so no other cell runs at the same time.`;
  return [
    remark("CW2009", cell, message, "Write the names in full where that can be done; else all stays in order.", null),
  ];
}

/** The first cell after one that always raises or exits. */
function unreachable(cells: readonly AnalysedCell[]): Diagnostic[] {
  const end = cells.findIndex((cell) => cell.analysis.ends);
  const after = cells.slice(end + 1).find((cell) => cell.cell.source.trim() !== "");
  const last = cells[end];
  if (end < 0 || after === undefined || last === undefined) return [];
  const message = `Cell ${number(last)} always raises or exits, so cell ${number(after)} never runs in "Restart and run all".`;
  return [
    {
      ...remark("CW2010", after, message, `Take the exit out of cell ${number(last)}, or move it to the end.`, null),
      severity: "warning",
    },
  ];
}

function remark(code: string, cell: AnalysedCell, message: string, hint: string, range: Range | null): Diagnostic {
  return { code, severity: "info", cell: cell.cell.id, message, hint, range };
}

function rangeOf(cell: AnalysedCell, place: Place): Range {
  const at = positions(cell.parsed.python);
  return { start: at(place.start), end: at(place.end) };
}

function number(cell: AnalysedCell): string {
  return cellNumber(cell.cell);
}
