import { divideAndConquer as type } from "@cellweave/nodes/types/skeletons/dc";
import type { Skeleton } from "./skeleton.ts";

/** Its items are known only while it divides. */
export const divideAndConquer: Skeleton = { type, scatter: () => null };
