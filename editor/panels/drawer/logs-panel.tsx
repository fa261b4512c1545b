import type { CellId } from "@cellweave/engine/model/flow";
import { ScrollText } from "lucide-react";
import { useState } from "react";
import { useDocument } from "../../hooks/use-document.ts";
import { useCellRun, useRuns } from "../../hooks/use-runs.ts";
import type { RunsState } from "../../runs/runs.ts";
import { cellTitle } from "../../ui/cell-title.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LineView } from "../../ui/output/line-view.tsx";
import { printed } from "../inspector/logs-tab.tsx";

/** What the cells of the run printed: the one that prints now, unless another is chosen. */
export function LogsPanel() {
  const speaking = useRuns(speakers);
  const [chosen, setChosen] = useState<CellId | null>(null);
  const content = useDocument((state) => state.content);
  const ids = speaking ? speaking.split(" ") : [];
  const inOrder = content.order.filter((id) => ids.includes(id));
  const last = useRuns((state) => state.current?.progress.running.findLast((id) => ids.includes(id)) ?? null);
  const shown = chosen !== null && inOrder.includes(chosen) ? chosen : (last ?? inOrder.at(-1) ?? null);
  if (shown === null)
    return (
      <EmptyState icon={<ScrollText aria-hidden />} title="Nothing was printed">
        What cells print while they run appears here.
      </EmptyState>
    );
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <label className="flex shrink-0 items-center gap-2 px-3 py-1.5 text-xs text-muted">
        Printed by
        <select
          value={shown}
          onChange={(event) => setChosen(event.target.value)}
          className="h-7 max-w-96 rounded-md border border-line-strong/60 bg-surface px-1 text-text"
        >
          {inOrder.map((id) => {
            const cell = content.cells[id];
            return (
              <option key={id} value={id}>
                Cell {content.order.indexOf(id) + 1} · {cell ? cellTitle(cell) : ""}
              </option>
            );
          })}
        </select>
      </label>
      <Log key={shown} id={shown} />
    </div>
  );
}

function Log({ id }: { readonly id: CellId }) {
  const { outputs } = useCellRun(id);
  return <LineView text={printed(outputs)} label="Log" tallest="fill" />;
}

/** Ids joined by spaces: the same text while the same cells speak, so nothing is drawn for each line. */
function speakers({ current }: RunsState): string {
  const cells = Object.entries(current?.cells ?? {});
  return cells.flatMap(([id, { outputs }]) => (outputs.some(isStream) ? id : [])).join(" ");
}

function isStream(output: { readonly output_type: string }): boolean {
  return output.output_type === "stream";
}
