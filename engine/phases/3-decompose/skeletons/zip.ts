import { zip as type } from "@cellweave/nodes/types/skeletons/zip";
import { type Skeleton, scatterOf, textOf } from "./skeleton.ts";

const zipped = (items: string | null) => (items === null ? null : `zip(${items}, strict=True)`);

/** One call of f for the items that stand at the same place. */
export const zip: Skeleton = {
  type,
  scatter: (read) => scatterOf(read, zipped(textOf(read, "xs")), textOf(read, "f")),
};
