import type { Gathered } from "../../model/skeleton.ts";

/** A piece of a cell's text, in UTF-16 units from its start. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A `for` statement whose items may run apart: what a proof gives and an outline needs. */
export interface LoopShape {
  readonly shape: "loop";
  /** The whole statement, and its parts. */
  readonly whole: Span;
  readonly target: Span;
  readonly iterable: Span;
  /** The iterable gives its items one by one, and to take all of them first gives the same. */
  readonly lazy?: true;
  readonly body: Span;
  readonly gather: readonly Gathered[];
  /** Names of the notebook that the body reads and that no item changes. */
  readonly broadcast: readonly string[];
}

/** A list, set or dict comprehension, whose elements may run apart. */
export interface ComprehensionShape {
  readonly shape: "comprehension";
  readonly whole: Span;
  readonly kind: "list" | "set" | "dict";
  readonly target: Span;
  readonly iterable: Span;
  /** As of a loop. */
  readonly lazy?: true;
  /** The element; of a dict its key and its value. */
  readonly element: readonly Span[];
  readonly conditions: readonly Span[];
  readonly broadcast: readonly string[];
}

/** Runs of whole statements of one block that may run at once, in text order. */
export interface SectionsShape {
  readonly shape: "sections";
  readonly sections: readonly {
    readonly name: string;
    readonly span: Span;
    /** What it binds for the cell. */
    readonly binds: readonly string[];
  }[];
}

export type Shape = LoopShape | ComprehensionShape | SectionsShape;

/** Why something cannot run apart. */
export interface Blocked {
  readonly shape: "blocked";
  /** What it would have been. */
  readonly of: "loop" | "comprehension" | "sections";
  readonly span: Span;
  readonly name: string | null;
  /** Counted from 1. */
  readonly line: number | null;
  readonly reason: string;
  readonly remedy: string | null;
}
