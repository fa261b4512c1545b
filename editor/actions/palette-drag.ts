import type { CellId } from "@cellweave/engine/model/flow";
import type { NodeTypeName } from "@cellweave/nodes";
import type { ActionContext } from "./action.ts";
import { tellError } from "./tell-error.ts";

/**
 * Drags a node type from the palette by pointer events: a label follows the pointer, the cell under it is marked, and
 * letting go over the canvas, the outline or the notebook puts it there. A press without a drag does nothing here.
 */
export function startPaletteDrag(context: ActionContext, name: NodeTypeName, title: string, press: PointerEvent): void {
  const label = document.createElement("div");
  let marked: Element | null = null;
  const mark = (over: Element | null) => {
    if (over === marked) return;
    marked?.removeAttribute("data-drop");
    over?.setAttribute("data-drop", "");
    marked = over;
  };
  const move = (event: PointerEvent) => {
    if (!label.isConnected && Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) < 5) return;
    if (!label.isConnected) {
      label.className = "cw-drag-label";
      label.textContent = title;
      document.body.append(label);
    }
    label.style.transform = `translate(${event.clientX + 12}px, ${event.clientY + 8}px)`;
    mark(placeUnder(event)?.cell ?? null);
  };
  const end = (event: PointerEvent) => {
    const under = label.isConnected && event.type === "pointerup" ? placeUnder(event) : null;
    mark(null);
    label.remove();
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", end);
    if (under) void drop(context, name, under.cell?.getAttribute("data-node-id") ?? null);
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
}

/** What there is to place is loaded with the palette, not with the page. */
async function drop(context: ActionContext, name: NodeTypeName, on: CellId | null): Promise<void> {
  try {
    (await import("./place-node.ts")).placeNode(context, name, on);
  } catch (error) {
    tellError(context, error);
  }
}

function placeUnder({ clientX, clientY }: PointerEvent): { readonly cell: Element | null } | null {
  const under = document.elementFromPoint(clientX, clientY);
  if (!under?.closest("[data-focus]")) return null;
  return { cell: under.closest("[data-node-id]") };
}
