import { ensemble as type } from "@cellweave/nodes/types/skeletons/ensemble";
import { type Skeleton, scatterOf, textOf } from "./skeleton.ts";

/** One call of each fit. */
export const ensemble: Skeleton = { type, scatter: (read) => scatterOf(read, textOf(read, "fits"), "fit") };
