import { NodeToolbar, Position } from "@xyflow/react";
import { memo } from "react";
import type { ActionId } from "../actions/actions.ts";
import { useDocument } from "../hooks/use-document.ts";
import { useSession } from "../hooks/use-session.ts";
import { ActionButton } from "./canvas-controls.tsx";

const forCode: readonly ActionId[] = ["run-selected", "run-to-here", "run-from-here", "connect"];
const forAll: readonly ActionId[] = ["edit", "merge", "move-up", "move-down", "delete"];

/** What can be done with the selected cells, right above them. */
export const SelectionToolbar = memo(function SelectionToolbar() {
  const selected = useSession((state) => state.selected);
  const shown = useSession((state) => state.detail !== "overview" && state.selected.length > 0);
  const code = useDocument((state) => selected.some((id) => state.content.cells[id]?.kind === "code"));
  if (!shown) return null;
  const last = selected.at(-1) ?? "";
  return (
    <NodeToolbar nodeId={selected.length > 12 ? last : [...selected]} isVisible position={Position.Top} offset={8}>
      <div
        role="toolbar"
        aria-label={selected.length === 1 ? "The selected cell" : `${selected.length} selected cells`}
        className="flex items-center gap-0.5 rounded-lg border border-line bg-raised p-0.5 shadow-raised"
      >
        {selected.length > 1 ? <span className="px-2 text-xs text-muted">{selected.length} cells</span> : null}
        {[...(code ? forCode : []), ...forAll].map((id) => (
          <ActionButton key={id} id={id} tabIndex={-1} />
        ))}
      </div>
    </NodeToolbar>
  );
});
