import type { SkeletonName } from "@cellweave/engine/model/skeleton";
import { nodeTypes } from "@cellweave/nodes";
import type { NodeType } from "@cellweave/nodes/define-node";
import { isSkeletonName } from "../ui/skeletons/pictures.tsx";
import type { Choice } from "./command-model.ts";

/** The skeletons by title, for lists that are typed in. */
export const skeletonChoices: readonly (Choice & { readonly id: SkeletonName })[] = Object.values<NodeType>(
  nodeTypes,
).flatMap(({ type, title, description }) =>
  isSkeletonName(type) ? [{ id: type, title: `${title}: ${description}`, group: "Skeletons" }] : [],
);
