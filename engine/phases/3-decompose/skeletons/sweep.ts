import { sweep as type } from "@cellweave/nodes/types/skeletons/sweep";
import { type Skeleton, scatterOf, textOf } from "./skeleton.ts";

/** One call of fn for each trial. */
export const sweep: Skeleton = { type, scatter: (read) => scatterOf(read, textOf(read, "space"), textOf(read, "fn")) };
