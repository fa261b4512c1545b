import { nodeTypes } from "@cellweave/nodes";
import type { NodeType } from "@cellweave/nodes/define-node";
import { Plus } from "lucide-react";
import { context } from "../actions/context.ts";
import { closeDialog } from "../session/changes.ts";
import { addNode } from "./palette.tsx";
import { PickDialog } from "./pick-dialog.tsx";

const offered = Object.values<NodeType>(nodeTypes)
  .filter((type) => type.becomes !== "placement")
  .map((type) => ({ id: type.type, title: type.title, group: type.category, type }));

/** Adds a cell after the selection, by name. */
export function QuickAdd() {
  return (
    <PickDialog
      title="Add after the selection"
      placeholder="What shall be added?"
      choices={offered}
      iconOf={() => <Plus aria-hidden className="size-4 shrink-0 text-muted" />}
      onChoose={({ type }) => {
        closeDialog(context.session);
        addNode(type);
      }}
      onClose={() => closeDialog(context.session)}
    />
  );
}
