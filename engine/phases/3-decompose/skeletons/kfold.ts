import { kfold as type } from "@cellweave/nodes/types/skeletons/kfold";
import { type Skeleton, scatterOf, textOf } from "./skeleton.ts";

/** One call of fn for each fold; the data are the same for all. */
export const kfold: Skeleton = {
  type,
  scatter: (read) => {
    const data = [textOf(read, "X"), textOf(read, "y")].filter((text) => text !== null);
    const named = data.filter((text) => /^[\w.]+$/.test(text)).map((text) => text.split(".", 1)[0] as string);
    const scatter = scatterOf(read, data[0] === undefined ? null : `folds(${data.join(", ")})`, textOf(read, "fn"));
    return scatter && { ...scatter, broadcast: [...new Set([...named, ...scatter.broadcast])] };
  },
};
