import { mapreduce as type } from "@cellweave/nodes/types/skeletons/mapreduce";
import { fanInOf, type Skeleton, scatterOf, textOf } from "./skeleton.ts";

/** One call of f for each item, and a tree of the results. */
export const mapreduce: Skeleton = {
  type,
  scatter: (read) => {
    const operator = textOf(read, "op");
    const reduce = operator === null ? null : { operator, fanIn: fanInOf(read) };
    return scatterOf(read, textOf(read, "xs"), textOf(read, "f"), { reduce });
  },
};
