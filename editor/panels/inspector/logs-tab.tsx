import type { CellId } from "@cellweave/engine/model/flow";
import { joinLines, type Output } from "@cellweave/engine/model/notebook";
import { ScrollText } from "lucide-react";
import { useDocument } from "../../hooks/use-document.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LineView } from "../../ui/output/line-view.tsx";
import { useShownOutputs } from "../shown-outputs.ts";

/** What the cell printed, line by line, as it prints it. */
export function LogsTab({ id }: { readonly id: CellId }) {
  const outputs = useShownOutputs(id);
  const index = useDocument((state) => state.content.order.indexOf(id));
  const text = printed(outputs);
  if (text === "")
    return (
      <EmptyState icon={<ScrollText aria-hidden />} title="Nothing was printed">
        What the cell prints appears here while it runs.
      </EmptyState>
    );
  return <LineView key={id} text={text} label={`Log of cell ${index + 1}`} tallest="fill" />;
}

/** Both streams as they were told, one after the other. */
export function printed(outputs: readonly Output[]): string {
  let text = "";
  for (const output of outputs) if (output.output_type === "stream") text += joinLines(output.text);
  return text;
}
