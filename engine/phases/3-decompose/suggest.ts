import type { CellId, Flow, FlowCell } from "../../model/flow.ts";
import type { Observed } from "../../model/graph.ts";
import type { SkeletonName, Suggestion } from "../../model/skeleton.ts";
import type { PythonParser } from "../../python/parser.ts";
import { type AuthorText, authorText, rangeOf } from "./author-text.ts";
import { type CellState, withStates } from "./find/cell-state.ts";
import { findInCell } from "./find/find.ts";
import { findPipes } from "./find/find-pipes.ts";
import { predictGain } from "./find/gain.ts";
import { whyPossible } from "./find/reasons.ts";
import type { Meanings } from "./meanings.ts";
import { overlaps } from "./outline/limits.ts";
import { outline, spanOfShape } from "./outline/outline.ts";
import { recognise } from "./recognise.ts";
import type { Blocked, Shape, Span } from "./shapes.ts";
import { writeSkeleton } from "./write-skeleton.ts";
import type { PackageName } from "./written-edits.ts";

export interface SuggestContext {
  readonly parser: PythonParser;
  readonly observed?: Observed;
  /** Processes that may run at the same time. */
  readonly workers?: number;
}

const skeletons = { loop: "each", comprehension: "map", sections: "fork" } as const satisfies {
  [shape in Shape["shape"]]: SkeletonName;
};

/** What could run apart in each cell, with the reason and what it would gain; and what stands in the way elsewhere. */
export function suggest(flow: Flow, { parser, observed = {}, workers = 2 }: SuggestContext): readonly Suggestion[] {
  if (!/^(?:i?python|sage)/.test(flow.kernel.language)) return [];
  const suggestions: Suggestion[] = [];
  const meanings: Meanings = new Map();
  withStates(flow.cells, parser, (state) => {
    suggestions.push(...suggestInCell(state, meanings, observed[state.cell.hash()]?.seconds ?? null, workers));
  });
  return suggestions;
}

/** The suggestions of one cell alone. */
export function suggestFor(flow: Flow, cell: CellId, context: SuggestContext): readonly Suggestion[] {
  return suggest(flow, context).filter((suggestion) => suggestion.cell === cell);
}

function suggestInCell(state: CellState, meanings: Meanings, seconds: number | null, workers: number): Suggestion[] {
  const text = authorText(state.cell.parsed);
  const written = recognise(text, meanings).written.map(({ node }) => node);
  const { shapes, blocked } = findInCell(state);
  if (shapes.length + blocked.length === 0) return [];
  const cw = packageName(state, meanings);
  const { cell } = state.cell;
  const isNew = (span: Span) => !written.some(({ start, end }) => start < span.end && span.start < end);
  const running = outline(text, shapes)?.shapes ?? [];
  const alone = blocked.filter(({ span }) => !shapes.some((shape) => overlaps(spanOfShape(shape), span)));
  const count = shapes.length + alone.length;
  const possible = shapes
    .filter((shape) => isNew(spanOfShape(shape)))
    .map((shape): Suggestion => {
      const gain = predictGain(text, shape, seconds, count, workers);
      return { ...possibleFrom(cell, text, shape, cw), gain, automatic: running.includes(shape) };
    });
  const pipes = findPipes(text, shapes, cw).map(
    ({ span, reason, rewritten }): Suggestion => ({
      kind: "possible",
      cell: cell.id,
      skeleton: "pipe",
      range: rangeOf(text, span),
      reason,
      gain: null,
      rewritten,
      automatic: false,
    }),
  );
  const against = blocked.filter(({ span }) => isNew(span)).map((one) => blockedFrom(cell, text, one));
  return [...possible, ...pipes, ...against].toSorted((a, b) => a.range.start.line - b.range.start.line);
}

/** What the package is called in the notebook; `cw`, where the name is free. */
function packageName({ cell, before }: CellState, meanings: Meanings): PackageName {
  for (const [name, { means }] of meanings) if (means === "package") return { name, missing: false };
  const free = before.value("cw") === undefined && !cell.analysis.bindings.has("cw");
  return { name: free ? "cw" : "cellweave", missing: true };
}

function possibleFrom(cell: FlowCell, text: AuthorText, shape: Shape, cw: PackageName) {
  return {
    kind: "possible",
    cell: cell.id,
    skeleton: skeletons[shape.shape],
    range: rangeOf(text, spanOfShape(shape)),
    reason: whyPossible(text, shape),
    rewritten: writeSkeleton(text, shape, cw) ?? cell.source,
  } as const;
}

function blockedFrom(cell: FlowCell, text: AuthorText, { span, name, line, reason, remedy, of }: Blocked): Suggestion {
  const skeleton = skeletons[of];
  return { kind: "blocked", cell: cell.id, skeleton, range: rangeOf(text, span), reason, name, line, remedy };
}
