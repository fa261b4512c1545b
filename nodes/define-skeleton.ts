import { defineNode, type NodeType, type SettingSchema } from "./define-node.ts";

/** A pattern of parallelism: how its call is written, what that means, and what may be set. */
export interface SkeletonType extends NodeType {
  readonly category: "Skeletons";
  readonly becomes: "placement";
  /** Its plain sequential meaning, in Python. */
  readonly meaning: string;
  /** What must hold for the parallel run to give the same. */
  readonly conditions: string;
  /** Names of what is given in order before the settings; a star takes the rest. */
  readonly parameters: readonly string[];
  /** Named arguments that are no settings: read by every item, or a mistake. */
  readonly others: "broadcast" | "refused";
  /** How it is written in a cell. */
  readonly form: "call" | "loop" | "with";
  /** The statement alone, with names that stand for the author's. */
  readonly example: string;
}

type Declared = Pick<
  SkeletonType,
  "type" | "title" | "description" | "keywords" | "meaning" | "conditions" | "example"
> &
  Partial<Pick<SkeletonType, "parameters" | "others" | "form" | "settings">> & {
    /** A cell that shows it and runs by itself, for those who begin with it: the package is `cw`. */
    readonly scaffold: string;
  };

/** A skeleton is placed on cells: what is declared here is all that differs from one to the next. */
export function defineSkeleton<const Name extends string>({
  scaffold,
  ...declared
}: Declared & { readonly type: Name }): SkeletonType & { readonly type: Name } {
  const { parameters = [], others = "broadcast", form = "call", settings = {} } = declared;
  return defineNode({
    version: 1,
    category: "Skeletons",
    becomes: "placement",
    icon: `skeleton-${declared.type}`,
    inputs: [],
    outputs: [],
    source: () => `import cellweave as cw\n\n${scaffold}`,
    ...declared,
    parameters,
    others,
    form,
    settings,
  }) as SkeletonType & { readonly type: Name };
}

/** What most skeletons let a person set. */
export const itemSettings = {
  on_error: {
    type: "string",
    title: "When an item fails",
    description: "raise: the exception of the first item that fails. collect: its slot holds a cw.Failure.",
    enum: ["raise", "collect"],
    default: "raise",
  },
  seed: {
    type: "integer",
    title: "Seed",
    description: "Each item draws random numbers of its own from it, the same ones however many run at once.",
    minimum: 0,
  },
} as const satisfies { readonly [name: string]: SettingSchema };

/** What one function over many items lets a person set besides. */
export const mapSettings = {
  ...itemSettings,
  retries: {
    type: "integer",
    title: "Further attempts",
    description: "How often an item that failed is tried again.",
    default: 0,
    minimum: 0,
    "x-level": "advanced",
  },
  time: {
    type: "string",
    title: "Time for an item",
    description: 'Seconds, or a text like "90s" or "10m"; an item that takes longer fails.',
    "x-also": "number",
    "x-level": "advanced",
  },
  ordered: {
    type: "boolean",
    title: "In order",
    description: "Results stand in the order of their items, not in the order in which they are done.",
    default: true,
    "x-level": "advanced",
  },
  chunk: {
    type: "integer",
    title: "Items at a time",
    description: "How many items a worker takes at once; chosen from their measured times where it is left empty.",
    minimum: 1,
    "x-level": "advanced",
  },
} as const satisfies { readonly [name: string]: SettingSchema };
