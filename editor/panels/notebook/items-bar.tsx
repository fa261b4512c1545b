import type { CellId } from "@cellweave/engine/model/flow";
import { context } from "../../actions/context.ts";
import { useApart } from "../../hooks/use-analysis.ts";
import { useCellRun } from "../../hooks/use-runs.ts";
import { showItem } from "../../session/changes.ts";
import { constructWords } from "../../ui/skeletons/construct-words.ts";
import { failedItems, goingCall } from "../../ui/skeletons/item-progress.ts";
import { ItemsProgress } from "../../ui/skeletons/items-progress.tsx";
import { SkeletonChips } from "../../ui/skeletons/skeleton-chips.tsx";

/** What of a cell runs apart, and how far its items are, between the cell's code and its output. */
export function ItemsBar({ id }: { readonly id: CellId }) {
  const { constructs } = useApart(id);
  const { calls = [], state } = useCellRun(id);
  const going = goingCall(calls);
  const failed = going ? failedItems(going.items) : 0;
  const [first] = constructs;
  return (
    <div data-testid="apart" className="flex flex-col gap-1 border-t border-line px-3 py-1.5 text-[11px]">
      <div className="flex min-w-0 items-center gap-1.5">
        <SkeletonChips constructs={constructs} label={going?.label ?? null} />
        {failed > 0 ? <span className="shrink-0 font-medium text-danger">{failed} failed</span> : null}
        {!going && first ? <span className="truncate text-muted">{constructWords(first)}</span> : null}
      </div>
      {going ? (
        <ItemsProgress
          call={going}
          running={state === "running"}
          onPick={(index) => showItem(context.session, { cell: id, call: calls.indexOf(going), index })}
        />
      ) : null}
    </div>
  );
}
