/** A place in a cell's source: `line` counts from 1, `column` from 0 in UTF-16 units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** From `start` up to, not including, `end`. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export type Severity = "error" | "warning" | "info";

/** Something the person should change: returned, never thrown. `code` is listed in `engine/errors.ts`. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  /** null when it concerns the notebook as a whole. */
  readonly cell: string | null;
  readonly message: string;
  /** What to do about it, in one sentence. */
  readonly hint: string;
  readonly range: Range | null;
}

/** What every phase returns: a value, always, and what is wrong with it. */
export interface Phased<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
