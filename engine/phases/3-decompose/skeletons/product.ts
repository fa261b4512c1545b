import { product as type } from "@cellweave/nodes/types/skeletons/product";
import { type Skeleton, scatterOf, textOf } from "./skeleton.ts";

const combined = (items: string | null) => (items === null ? null : `itertools.product(${items})`);

/** One call of f for every combination. */
export const product: Skeleton = {
  type,
  scatter: (read) => scatterOf(read, combined(textOf(read, "xs")), textOf(read, "f")),
};
