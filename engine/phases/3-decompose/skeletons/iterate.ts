import { iterate as type } from "@cellweave/nodes/types/skeletons/iterate";
import type { Skeleton } from "./skeleton.ts";

/** A step needs the one before; what runs at once is inside of it. */
export const iterate: Skeleton = { type, scatter: () => null };
