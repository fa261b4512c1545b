import { useEdgesInto, useEdgesOutOf } from "../hooks/use-analysis.ts";
import { useCell, useDocument } from "../hooks/use-document.ts";
import { useCellStatus } from "../hooks/use-runs.ts";
import { useFocusedCell } from "../hooks/use-session.ts";
import { cellTitle } from "../ui/cell-title.ts";
import { runStates } from "../ui/run-states.tsx";

/** Says to a screen reader which cell the walk has come to. */
export function SpokenSelection() {
  const id = useFocusedCell() ?? "";
  const cell = useCell(id);
  const number = useDocument((state) => state.content.order.indexOf(id) + 1);
  const status = useCellStatus(id);
  const into = useEdgesInto(id).length;
  const outOf = useEdgesOutOf(id).length;
  const text = cell
    ? `Cell ${number}, ${cellTitle(cell)}. ${cell.kind === "code" ? `${runStates[status].word}. ` : ""}${into} edges in, ${outOf} out.`
    : "";
  return (
    <div role="status" className="sr-only">
      {text}
    </div>
  );
}
