import type { CellId } from "@cellweave/engine/model/flow";
import { ImageOff } from "lucide-react";
import { useCell, useDocument } from "../../hooks/use-document.ts";
import { useStaleReason } from "../../hooks/use-runs.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { OutputList } from "../../ui/output/output-list.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { useShownOutputs } from "../shown-outputs.ts";

/** Everything the cell has shown, in its richest form. */
export function OutputTab({ id }: { readonly id: CellId }) {
  const outputs = useShownOutputs(id);
  const kind = useCell(id)?.kind;
  const stale = useStaleReason(id);
  const index = useDocument((state) => state.content.order.indexOf(id));
  if (outputs.length === 0)
    return (
      <EmptyState icon={<ImageOff aria-hidden />} title="No output">
        {kind === "code" ? "Run the cell to see what it shows." : "Only code cells have output."}
      </EmptyState>
    );
  return (
    <ScrollArea label={`Output of cell ${index + 1}`}>
      {stale ? <p className="bg-warn-soft px-3 py-1.5 text-xs text-warn">Out of date: {stale}</p> : null}
      <OutputList outputs={outputs} label={`Output of cell ${index + 1}`} />
    </ScrollArea>
  );
}
