import { farm as type } from "@cellweave/nodes/types/skeletons/farm";
import { type Skeleton, scatterOf, textOf } from "./skeleton.ts";

/** One call of f for each item of a stream. */
export const farm: Skeleton = { type, scatter: (read) => scatterOf(read, textOf(read, "stream"), textOf(read, "f")) };
