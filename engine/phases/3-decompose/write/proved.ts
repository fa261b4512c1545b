import { standingAfter } from "../../../python/analysis/standing.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import { findInCell } from "../find/find.ts";
import { proveComprehension } from "../find/prove-comprehension.ts";
import { proveLoop } from "../find/prove-loop.ts";
import { proveSections, type Section } from "../find/prove-sections.ts";
import { whyPossible } from "../find/reasons.ts";
import { spanOfShape } from "../outline/outline.ts";
import type { Blocked, Shape } from "../shapes.ts";
import { writeSkeleton } from "../write-skeleton.ts";
import { type Fits, type Place, runningNodes, type Writer } from "./place.ts";

/** A loop of the cell, over `cw.each`. */
export const writeEach: Writer = (place) => {
  const { state } = place;
  const statements = state.cell.parsed.root.children;
  const proofs = statements.flatMap((node, at) =>
    node.type === "for_statement"
      ? [() => proveLoop(state, standingAfter(state.start, statements.slice(0, at)), node).shape]
      : [],
  );
  return firstThatFits(place, proofs) ?? "It has no `for` loop of its own.";
};

const comprehensions = new Set(["list_comprehension", "set_comprehension", "dictionary_comprehension"]);

/** A comprehension of the cell, as `cw.map`. */
export const writeMap: Writer = (place) => {
  const { state } = place;
  const statements = state.cell.parsed.root.children;
  const proofs = statements.flatMap((statement, at) =>
    runningNodes({ ...statement, children: [statement] })
      .filter(({ type }) => comprehensions.has(type))
      .map((node) => () => proveComprehension(state, standingAfter(state.start, statements.slice(0, at)), node).shape),
  );
  return firstThatFits(place, proofs) ?? "It has no comprehension such as `[f(x) for x in xs]`.";
};

const defining =
  /^(?:import_statement|import_from_statement|future_import_statement|function_definition|class_definition|decorated_definition)$/;

/** Independent statements of the cell, as the branches of a `cw.fork`. */
export const writeFork: Writer = (place) => {
  const { state } = place;
  const found = findInCell(state).shapes.filter(({ shape }) => shape === "sections");
  const fits = firstThatFits(
    place,
    found.map((shape) => () => shape),
  );
  if (fits !== null) return fits;
  const statements = state.cell.parsed.root.children;
  const last = statements.at(-1);
  const upTo = last !== undefined && isShown(last) ? statements.length - 1 : statements.length;
  const first = statements.findIndex((node) => !defining.test(node.type) && calls(node));
  const sections: Section[] = [];
  for (const node of first < 0 ? [] : statements.slice(first, upTo)) {
    const before = sections.at(-1);
    if (before === undefined || calls(node)) sections.push({ name: `part ${sections.length + 1}`, statements: [node] });
    else sections.splice(-1, 1, { ...before, statements: [...before.statements, node] });
  }
  if (sections.length < 2) return "It has no two statements that could run at once.";
  const standing = standingAfter(state.start, statements.slice(0, first));
  return (
    firstThatFits(place, [() => proveSections(state, standing, sections, true)]) ?? "Its statements need each other."
  );
};

function calls(node: SyntaxNode): boolean {
  return node.type === "call" || node.children.some(calls);
}

function isShown(node: SyntaxNode): boolean {
  return node.type === "expression_statement" && !/assignment$/.test(node.children[0]?.type ?? "");
}

/** The first shape that is proved and can be written; else what stands in the way of the first one. */
function firstThatFits(place: Place, proofs: readonly (() => Shape | Blocked)[]): Fits | Blocked | null {
  let blocked: Blocked | null = null;
  for (const prove of proofs) {
    const shape = prove();
    if (place.isWritten(shape.shape === "blocked" ? shape.span : spanOfShape(shape))) continue;
    if (shape.shape === "blocked") {
      blocked ??= shape;
      continue;
    }
    const rewritten = writeSkeleton(place.text, shape, place.cw);
    if (rewritten !== null) return { span: spanOfShape(shape), rewritten, reason: whyPossible(place.text, shape) };
  }
  return blocked;
}
