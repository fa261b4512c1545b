import type { CompiledSource } from "../../../model/skeleton.ts";
import type { AuthorText } from "../author-text.ts";
import type { Written } from "../recognise.ts";
import type { Shape, Span } from "../shapes.ts";
import { assemble, type Edit } from "./assemble.ts";
import { outlineChains } from "./chains.ts";
import { outlineComprehension } from "./comprehension.ts";
import { overlaps } from "./limits.ts";
import { outlineLoop } from "./loop.ts";
import { outlineSections } from "./sections.ts";

export interface Outlined {
  readonly compiled: CompiledSource;
  /** The shapes that are in it; the others cannot be taken out of their place, and run as they stand. */
  readonly shapes: readonly Shape[];
}

/** The text that runs instead of the author's, so that shapes run apart and chains of maps at once; null where none can. */
export function outline(text: AuthorText, shapes: readonly Shape[], written: readonly Written[] = []): Outlined | null {
  // Our own names must not be the author's.
  if (/_cw_|__cellweave__/.test(text.source) || /\r(?!\n)/.test(text.source)) return null;
  const edits: Edit[] = [];
  const taken: Shape[] = [];
  for (const shape of shapes.toSorted((a, b) => spanOfShape(a).start - spanOfShape(b).start)) {
    const before = taken.at(-1);
    if (before !== undefined && spanOfShape(before).end > spanOfShape(shape).start) continue;
    const made = editsFor(text, shape, taken.length);
    if (made === null) continue;
    edits.push(...made);
    taken.push(shape);
  }
  const chains = outlineChains(text, written).filter(
    ({ span }) => !taken.some((shape) => overlaps(spanOfShape(shape), span)),
  );
  edits.push(...chains.map(({ edit }) => edit));
  return edits.length === 0 ? null : { compiled: assemble(text, edits), shapes: taken };
}

/** All of the author's text that a shape is about. */
export function spanOfShape(shape: Shape): Span {
  if (shape.shape !== "sections") return shape.whole;
  return { start: shape.sections[0]?.span.start ?? 0, end: shape.sections.at(-1)?.span.end ?? 0 };
}

function editsFor(text: AuthorText, shape: Shape, n: number): Edit[] | null {
  if (shape.shape === "loop") return outlineLoop(text, shape, n);
  return shape.shape === "comprehension" ? outlineComprehension(text, shape) : outlineSections(text, shape, n);
}
