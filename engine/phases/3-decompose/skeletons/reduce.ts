import { reduce as type } from "@cellweave/nodes/types/skeletons/reduce";
import { fanInOf, type Skeleton, scatterOf, textOf } from "./skeleton.ts";

/** A tree of left folds; in strict order nothing runs at once. */
export const reduce: Skeleton = {
  type,
  scatter: (read) => {
    const operator = textOf(read, "op");
    const reduce = { operator: operator ?? "", fanIn: fanInOf(read) };
    return read.options.order === "left" ? null : scatterOf(read, textOf(read, "xs"), operator, { reduce });
  },
};
