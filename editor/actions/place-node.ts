import type { CellId } from "@cellweave/engine/model/flow";
import type { SkeletonName } from "@cellweave/engine/model/skeleton";
import { type NodeTypeName, nodeTypes } from "@cellweave/nodes";
import { withDefaults } from "@cellweave/nodes/define-node";
import { addCell } from "../document/commands/add-cell.ts";
import { place } from "../document/commands/place.ts";
import { execute } from "../document/document.ts";
import { propose, reveal } from "../session/changes.ts";
import { addScaffold } from "./accept-skeleton.ts";
import type { ActionContext } from "./action.ts";
import { chosenCells } from "./chosen.ts";
import { tellError } from "./tell-error.ts";

/**
 * Puts a node type from the palette into the notebook: a new cell after `on`, or a placement on it.
 * Without `on` the selection is meant, and without a selection the end.
 */
export function placeNode(context: ActionContext, name: NodeTypeName, on: CellId | null = null): void {
  const { documents, session, tell } = context;
  const type = nodeTypes[name];
  const cells = on === null ? chosenCells(context) : [on];
  if (type.category === "Skeletons") {
    placeSkeleton(context, type.type, cells.at(-1) ?? null);
    return;
  }
  if (type.becomes === "placement") {
    if (cells.length > 0) execute(documents, place, { cells, placement: { environment: "local" } });
    else
      tell({
        tone: "info",
        title: `${type.title} is placed on a cell.`,
        hint: "Drop it on one, or select cells first.",
      });
    return;
  }
  const id = context.newId();
  const after = cells.at(-1) ?? documents.getState().content.order.at(-1) ?? null;
  const kind = type.becomes === "code-cell" ? "code" : "markdown";
  const metadata = name === "parameters" ? { tags: ["parameters"] } : undefined;
  execute(documents, addCell, { id, kind, source: type.source(withDefaults(type, {})), after, metadata });
  reveal(session, id);
}

/** A skeleton is put around what a code cell does; without one, a cell that shows it can be added. */
function placeSkeleton(context: ActionContext, skeleton: SkeletonName, on: CellId | null): void {
  const { documents, session, tell } = context;
  const type = nodeTypes[skeleton];
  if (on !== null && documents.getState().content.cells[on]?.kind === "code") {
    propose(session, { cell: on, skeleton, found: null });
    return;
  }
  tell({
    tone: "info",
    title: `${type.title} is put on a code cell.`,
    hint: "Drop it on one, or select a cell first.",
    action: { label: "Add a cell that shows it", run: () => addExample(context, skeleton) },
  });
}

function addExample(context: ActionContext, skeleton: SkeletonName): void {
  const after = chosenCells(context).at(-1) ?? context.documents.getState().content.order.at(-1) ?? null;
  addScaffold(context, skeleton, after).catch((error: unknown) => tellError(context, error));
}
