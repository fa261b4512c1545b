import type { Blocked, Span } from "../shapes.ts";
import type { CellState } from "./cell-state.ts";

/** Something that stands in the way of running a piece of a cell apart. */
export interface Problem {
  /** The lower, the sooner it is told. */
  readonly rank: number;
  /** Offset in the text that was parsed. */
  readonly at: number;
  readonly name: string | null;
  /** What the line does: "breaks off". */
  readonly says: string;
  readonly remedy: string | null;
  /** The whole sentence, where "Line 3 <says>." would not do. */
  readonly sentence?: (line: number) => string;
}

/** The first of the problems, as it is told. */
export function blockedBy(
  state: CellState,
  of: Blocked["of"],
  span: Span,
  problems: readonly Problem[],
): Blocked | null {
  const [first] = problems.toSorted((a, b) => a.rank - b.rank || a.at - b.at);
  if (first === undefined) return null;
  const line = state.line(first.at);
  const reason = first.sentence?.(line) ?? `Line ${line} ${first.says}.`;
  return { shape: "blocked", of, span, name: first.name, line, reason, remedy: first.remedy };
}
