import { stencil as type } from "@cellweave/nodes/types/skeletons/stencil";
import { type Skeleton, scatterOf, textOf } from "./skeleton.ts";

/** One call of f for each window of the grid. */
export const stencil: Skeleton = { type, scatter: (read) => scatterOf(read, textOf(read, "grid"), textOf(read, "f")) };
