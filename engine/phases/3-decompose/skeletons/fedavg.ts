import { fedavg as type } from "@cellweave/nodes/types/skeletons/fedavg";
import { type Skeleton, scatterOf, textOf } from "./skeleton.ts";

/** One call of train_fn for each client, in every round. */
export const fedavg: Skeleton = {
  type,
  scatter: (read) => scatterOf(read, textOf(read, "clients"), textOf(read, "train_fn")),
};
