import { scan as type } from "@cellweave/nodes/types/skeletons/scan";
import { type Skeleton, scatterOf, textOf } from "./skeleton.ts";

/** Running totals in two passes. */
export const scan: Skeleton = { type, scatter: (read) => scatterOf(read, textOf(read, "xs"), textOf(read, "op")) };
