import { each as type } from "@cellweave/nodes/types/skeletons/each";
import type { Skeleton } from "./skeleton.ts";

/** The scatter of a loop comes from its proof. */
export const each: Skeleton = { type, scatter: () => null };
