import type { NodeType } from "./define-node.ts";
import { codeCell } from "./types/cell.ts";
import { environment } from "./types/environment.ts";
import { markdownCell } from "./types/markdown.ts";
import { parameters } from "./types/parameters.ts";
import { section } from "./types/section.ts";
import { skeletonTypes } from "./types/skeletons/skeletons.ts";

/** Everything that can stand on the canvas, in the order of the palette. */
export const nodeTypes = {
  cell: codeCell,
  markdown: markdownCell,
  section,
  parameters,
  environment,
  ...skeletonTypes,
} satisfies Record<string, NodeType>;

export type NodeTypeName = keyof typeof nodeTypes;
