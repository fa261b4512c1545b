import { type NodeTypeName, nodeTypes } from "@cellweave/nodes";
import type { NodeType } from "@cellweave/nodes/define-node";
import { Plus } from "lucide-react";
import { context } from "../actions/context.ts";
import { placeNode } from "../actions/place-node.ts";
import { closeDialog } from "../session/changes.ts";
import { isSkeletonName, SkeletonPicture } from "../ui/skeletons/pictures.tsx";
import { isOffered } from "./palette-model.ts";
import { PickDialog } from "./pick-dialog.tsx";

const offered = Object.values<NodeType>(nodeTypes)
  .filter(isOffered)
  .map(({ type, title, category }) => ({ id: type, title, group: category }));

/** Adds a cell after the selection, or puts a skeleton on it, by name. */
export function QuickAdd() {
  return (
    <PickDialog
      title="Add after the selection"
      placeholder="What shall be added?"
      choices={offered}
      iconOf={({ id }) =>
        isSkeletonName(id) ? (
          <SkeletonPicture skeleton={id} className="h-6 w-9 shrink-0" />
        ) : (
          <Plus aria-hidden className="mx-2.5 size-4 shrink-0 text-muted" />
        )
      }
      onChoose={({ id }) => {
        closeDialog(context.session);
        placeNode(context, id as NodeTypeName);
      }}
      onClose={() => closeDialog(context.session)}
    />
  );
}
