import { train as type } from "@cellweave/nodes/types/skeletons/train";
import type { Skeleton } from "./skeleton.ts";

/** Its processes work on one call together. */
export const train: Skeleton = { type, scatter: () => null };
