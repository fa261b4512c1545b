import type { Range } from "./diagnostic.ts";
import type { CellId } from "./flow.ts";
import type { Json } from "./notebook.ts";

export type SkeletonName =
  | "map"
  | "zip"
  | "product"
  | "farm"
  | "reduce"
  | "mapreduce"
  | "scan"
  | "stencil"
  | "pipe"
  | "fork"
  | "dc"
  | "iterate"
  | "each"
  | "sweep"
  | "kfold"
  | "ensemble"
  | "train"
  | "fedavg";

/** How a name of a loop comes out of its items. */
export type Gathered =
  | { readonly name: string; readonly by: "append" | "extend" | "set-item" | "last" | "result" }
  | { readonly name: string; readonly by: "fold"; readonly operator: "+" | "*" | "|" | "&" | "min" | "max" };

/** The one intermediate form of data parallelism: n items, each through one function, put together again in order. */
export interface Scatter {
  /** The author's text that gives the items. */
  readonly items: string;
  /** Name of the function that takes one item: the author's, or the outlined body. */
  readonly body: string;
  /** Names that every item reads and none changes. */
  readonly broadcast: readonly string[];
  readonly gather: readonly Gathered[];
  readonly reduce: { readonly operator: string; readonly fanIn: number } | null;
  readonly ordered: boolean;
  readonly onError: "raise" | "collect";
  readonly seed: number | null;
  /** null is chosen from measured item times. */
  readonly chunk: number | null;
}

/** What a decorator or a call asks of the step's environment. */
export interface ResourceWishes {
  readonly packages?: readonly string[];
  readonly image?: string;
  readonly cpus?: number;
  readonly gpus?: number;
  /** As written: "2G". */
  readonly memory?: string;
  /** As written: "10m". */
  readonly time?: string;
}

/** One parallel construct of a cell: written by its author, or found and proved by the decomposer. */
export interface Construct {
  /** `<cell id>:<n>`, n from 0 by place in the cell. */
  readonly id: string;
  readonly cell: CellId;
  readonly skeleton: SkeletonName;
  readonly origin: "written" | "found";
  /** The author's text that it stands for. */
  readonly range: Range;
  /** A statement of the cell itself, so that the cell has sub-cells before, in and after it; else it stays inside. */
  readonly lifted: boolean;
  readonly scatter: Scatter | null;
  /** Sections of a fork, each the author's text. */
  readonly branches: readonly { readonly name: string; readonly range: Range }[];
  /** Literal options as they are written. */
  readonly options: { readonly [name: string]: Json };
  /** Where the value of each option stands, also of one that is not a literal and so not among `options`. */
  readonly optionRanges: { readonly [name: string]: Range };
  readonly wishes: ResourceWishes;
}

/** What the decomposer makes of a cell's text. The runner executes `source`; tracebacks show the author's lines. */
export interface CompiledSource {
  readonly source: string;
  /** For each line of `source`, from the first, the author's line it comes from, counted from 1. */
  readonly lines: readonly number[];
}

/** A piece of a cell that was taken apart: what comes before its construct, the construct, and what comes after. */
export interface SubCell {
  readonly role: "pre" | "body" | "post";
  readonly range: Range;
  /** The construct of a body; null otherwise. */
  readonly construct: string | null;
}

/** An advice to run something apart, or the reason why it cannot. Nothing is changed until the person accepts. */
export type Suggestion =
  | {
      readonly kind: "possible";
      readonly cell: CellId;
      readonly skeleton: SkeletonName;
      readonly range: Range;
      /** One sentence: what would run at once and why that gives the same. */
      readonly reason: string;
      /** Predicted seconds of the cell now and then; null while nothing was measured. */
      readonly gain: { readonly before: number; readonly after: number } | null;
      /** The author's whole cell with the skeleton written into it, comments and layout kept. */
      readonly rewritten: string;
      /** Whether a run already does so by itself. */
      readonly automatic: boolean;
    }
  | {
      readonly kind: "blocked";
      readonly cell: CellId;
      readonly skeleton: SkeletonName;
      readonly range: Range;
      /** The name and the line that stand in the way. */
      readonly reason: string;
      readonly name: string | null;
      readonly line: number | null;
      /** What to write so that it can be done; null when nothing helps. */
      readonly remedy: string | null;
    };
