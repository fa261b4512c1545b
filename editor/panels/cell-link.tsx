import type { CellId } from "@cellweave/engine/model/flow";
import { context } from "../actions/context.ts";
import { useDocument } from "../hooks/use-document.ts";
import { reveal } from "../session/changes.ts";
import { cellTitle } from "../ui/cell-title.ts";

/** "Cell 3 · Load the table", as a button that goes there. */
export function CellLink({ id }: { readonly id: CellId }) {
  const cell = useDocument((state) => state.content.cells[id]);
  const index = useDocument((state) => state.content.order.indexOf(id));
  if (!cell) return <span className="text-muted">A cell that is gone</span>;
  return (
    <button
      type="button"
      onClick={() => reveal(context.session, id)}
      className="inline-flex max-w-full min-w-0 items-baseline gap-1 rounded text-left font-medium text-accent hover:underline"
    >
      <span className="shrink-0">Cell {index + 1}</span>
      <span className="min-w-0 truncate font-normal text-text">{cellTitle(cell)}</span>
    </button>
  );
}
