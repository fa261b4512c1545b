import type { CellId } from "@cellweave/engine/model/flow";
import { lazy, Suspense } from "react";
import { context } from "../../actions/context.ts";
import { useAnalysis } from "../../hooks/use-analysis.ts";
import { useCell, useDocument } from "../../hooks/use-document.ts";
import { useSession } from "../../hooks/use-session.ts";
import { DiagnosticText } from "../diagnostic-row.tsx";
import type { EditorSlot } from "../inspector.tsx";

const MarkdownView = lazy(() =>
  import("../../ui/output/markdown-view.tsx").then((file) => ({ default: file.MarkdownView })),
);

/** The cell's source to edit, and below it what is wrong with it; a text is also shown as it reads. */
export function CodeTab({ id, editor }: { readonly id: CellId; readonly editor: EditorSlot }) {
  const cell = useCell(id);
  const index = useDocument((state) => state.content.order.indexOf(id));
  const editing = useSession((state) => state.editing === id && state.view === "canvas");
  const diagnostics = useAnalysis((state) => state.diagnostics);
  const own = diagnostics.filter((diagnostic) => diagnostic.cell === id);
  if (!cell) return null;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="min-h-0 flex-1 overflow-hidden">
        {editor({
          cell: id,
          label: `Source of cell ${index + 1}`,
          fill: true,
          autoFocus: editing,
          onLeave: () => context.session.setState({ editing: null }),
        })}
      </div>
      {cell.kind === "markdown" ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the focus so that arrows scroll it.
        <section aria-label="As it reads" tabIndex={0} className="max-h-[50%] overflow-y-auto border-t border-line p-3">
          <Suspense fallback={null}>
            <MarkdownView source={cell.source} />
          </Suspense>
        </section>
      ) : null}
      {own.length > 0 ? (
        <ul aria-label="Problems of this cell" className="max-h-40 shrink-0 overflow-y-auto border-t border-line">
          {own.map((diagnostic, position) => (
            <li key={position} className="px-3 py-2">
              <DiagnosticText diagnostic={diagnostic} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
