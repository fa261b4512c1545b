import { pipe as type } from "@cellweave/nodes/types/skeletons/pipe";
import { type Skeleton, scatterOf, textOf } from "./skeleton.ts";

/** Every item through all stages. */
export const pipe: Skeleton = { type, scatter: (read) => scatterOf(read, textOf(read, "xs"), textOf(read, "stages")) };
