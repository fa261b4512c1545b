import type { Diagnostic } from "../../model/diagnostic.ts";
import type { FlowCell } from "../../model/flow.ts";
import type { Construct, Scatter } from "../../model/skeleton.ts";
import { type AuthorText, rangeOf, trimmedEnd } from "./author-text.ts";
import { chainOf } from "./chains.ts";
import { spanOfShape } from "./outline/outline.ts";
import { type Branch, readFork } from "./read-fork.ts";
import { readOptions } from "./read-options.ts";
import type { Recognised, Written } from "./recognise.ts";
import type { LoopShape, SectionsShape, Shape, Span } from "./shapes.ts";
import type { ReadSkeleton } from "./skeletons/skeleton.ts";
import { skeletons } from "./skeletons/skeletons.ts";
import type { Lifted } from "./sub-cells.ts";

/** A shape that runs apart, and the written construct that asked for it, if one did. */
export interface RunningShape {
  readonly shape: Shape;
  readonly written: Written | null;
}

export interface Constructs {
  readonly constructs: readonly Construct[];
  readonly lifted: readonly Lifted[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A construct that does not know its number yet. */
interface Draft {
  readonly draft: Omit<Construct, "id" | "cell" | "lifted">;
  readonly span: Span;
  readonly statement: Span | null;
}

/** The parallel constructs of a cell in text order: those that its author wrote, and those that were found. */
export function constructsOf(
  cell: FlowCell,
  text: AuthorText,
  recognised: Recognised,
  running: readonly RunningShape[],
): Constructs {
  const diagnostics: Diagnostic[] = [];
  const drafts = [
    ...recognised.written.map((written) => {
      const shape = running.find((one) => one.written === written)?.shape ?? null;
      return draftWritten(cell, text, recognised, written, shape, running, diagnostics);
    }),
    ...running.filter(({ written }) => written === null).map(({ shape }) => draftFound(text, shape, running)),
  ].toSorted((a, b) => a.span.start - b.span.start);
  const constructs = drafts.map(
    ({ draft, statement }, n): Construct => ({
      ...draft,
      id: `${cell.id}:${n}`,
      cell: cell.id,
      lifted: statement !== null,
    }),
  );
  const lifted = drafts.flatMap(({ statement }, n): Lifted[] =>
    statement === null ? [] : [{ construct: `${cell.id}:${n}`, statement }],
  );
  return { constructs, lifted, diagnostics };
}

function draftWritten(
  cell: FlowCell,
  text: AuthorText,
  recognised: Recognised,
  written: Written,
  shape: Shape | null,
  running: readonly RunningShape[],
  diagnostics: Diagnostic[],
): Draft {
  const { call, node, statement, result } = written;
  const read = readOptions(cell, text, call);
  diagnostics.push(...read.diagnostics);
  const said = { call, source: text.source, options: read.options, result };
  const scatter = shape?.shape === "loop" ? scatterOfLoop(text, shape, running) : scatterOfChain(said, recognised);
  const span = { start: node.start, end: trimmedEnd(text.source, node) };
  return {
    draft: {
      skeleton: call.skeleton,
      origin: "written",
      range: rangeOf(text, span),
      scatter,
      branches: call.skeleton === "fork" ? branchesWritten(text, written, recognised) : [],
      options: read.options,
      optionRanges: read.ranges,
      wishes: call.task?.wishes ?? {},
    },
    span,
    statement: statement === null ? null : { start: statement.start, end: trimmedEnd(text.source, statement) },
  };
}

/** Maps of the same items as one: nothing has to be gathered between them. */
function scatterOfChain(read: ReadSkeleton, { written }: Recognised): Scatter | null {
  const own = skeletons[read.call.skeleton].scatter(read);
  const chain = chainOf(read.call, written);
  if (own === null || chain.length < 2) return own;
  const scatters = chain.map((call) => skeletons[call.skeleton].scatter({ ...read, call }));
  const bodies = scatters.map((scatter) => scatter?.body ?? "");
  const broadcast = [...new Set(scatters.flatMap((scatter) => scatter?.broadcast ?? []))];
  return { ...own, items: scatters[0]?.items ?? own.items, body: bodies.join(", "), broadcast };
}

const names = { loop: "each", comprehension: "map", sections: "fork" } as const;

function draftFound(text: AuthorText, shape: Shape, running: readonly RunningShape[]): Draft {
  const span = spanOfShape(shape);
  return {
    draft: {
      skeleton: names[shape.shape],
      origin: "found",
      range: rangeOf(text, span),
      scatter: scatterOfShape(text, shape, running),
      branches: shape.shape === "sections" ? branchesOf(text, shape) : [],
      options: {},
      optionRanges: {},
      wishes: {},
    },
    span,
    statement: statementOf(text, shape),
  };
}

function scatterOfShape(text: AuthorText, shape: Shape, running: readonly RunningShape[]): Scatter | null {
  if (shape.shape === "loop") return scatterOfLoop(text, shape, running);
  if (shape.shape === "sections") return null;
  const element = shape.element.map(({ start, end }) => text.source.slice(start, end)).join(": ");
  return { ...plain, items: textOf(text, shape.iterable), body: element, broadcast: shape.broadcast, gather: [] };
}

const plain = { reduce: null, ordered: true, onError: "raise", seed: null, chunk: null } as const;

function scatterOfLoop(text: AuthorText, shape: LoopShape, running: readonly RunningShape[]): Scatter {
  const { broadcast, gather } = shape;
  const n = running.findIndex((one) => one.shape === shape);
  return { ...plain, items: textOf(text, shape.iterable), body: `_cw_body_${n}`, broadcast, gather };
}

function branchesWritten(text: AuthorText, { node }: Written, { branches }: Recognised): Construct["branches"] {
  const read = readFork(node, branches, text.source);
  if (!Array.isArray(read)) return [];
  return read.map((branch: Branch) => {
    const { start } = branch.node;
    return { name: branch.name, range: rangeOf(text, { start, end: trimmedEnd(text.source, branch.node) }) };
  });
}

function branchesOf(text: AuthorText, { sections }: SectionsShape): Construct["branches"] {
  return sections.map(({ name, span }) => ({ name, range: rangeOf(text, span) }));
}

/** The statement of the cell that a shape is, or whose value it is; the first of its statements where there are more. */
function statementOf(text: AuthorText, shape: Shape): Span | null {
  const span = spanOfShape(shape);
  if (shape.shape === "sections") return span;
  const statement = text.root.children.find(({ start, end }) => start <= span.start && span.end <= end);
  if (statement === undefined) return null;
  const own = { start: statement.start, end: trimmedEnd(text.source, statement) };
  if (shape.shape === "loop") return own.start === span.start ? own : null;
  let value = statement.children[0];
  while (value?.type === "assignment") value = value.children.at(-1);
  return statement.type === "expression_statement" && value?.start === span.start ? own : null;
}

function textOf({ source }: AuthorText, { start, end }: Span): string {
  return source.slice(start, end);
}
