import { fork as type } from "@cellweave/nodes/types/skeletons/fork";
import type { Skeleton } from "./skeleton.ts";

/** Its branches are sections of text, not items. */
export const fork: Skeleton = { type, scatter: () => null };
