import { map as type } from "@cellweave/nodes/types/skeletons/map";
import { type Skeleton, scatterOf, textOf } from "./skeleton.ts";

/** One call of f for each item. */
export const map: Skeleton = { type, scatter: (read) => scatterOf(read, textOf(read, "xs"), textOf(read, "f")) };
