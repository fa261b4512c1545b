import type { CellId } from "@cellweave/engine/model/flow";
import { type NodeTypeName, nodeTypes } from "@cellweave/nodes";
import { withDefaults } from "@cellweave/nodes/define-node";
import { addCell } from "../document/commands/add-cell.ts";
import { place } from "../document/commands/place.ts";
import { execute } from "../document/document.ts";
import { reveal } from "../session/changes.ts";
import type { ActionContext } from "./action.ts";
import { chosenCells } from "./chosen.ts";

/**
 * Puts a node type from the palette into the notebook: a new cell after `on`, or a placement on it.
 * Without `on` the selection is meant, and without a selection the end.
 */
export function placeNode(context: ActionContext, name: NodeTypeName, on: CellId | null = null): void {
  const { documents, session, tell } = context;
  const type = nodeTypes[name];
  const cells = on === null ? chosenCells(context) : [on];
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
