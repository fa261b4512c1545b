import type { Diagnostic, Severity } from "@cellweave/engine/model/diagnostic";
import { CircleCheck } from "lucide-react";
import { context } from "../../actions/context.ts";
import { useAnalysis } from "../../hooks/use-analysis.ts";
import { useDocument } from "../../hooks/use-document.ts";
import { useRuns } from "../../hooks/use-runs.ts";
import { reveal, showInspector } from "../../session/changes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { DiagnosticText } from "../diagnostic-row.tsx";

const weight: Record<Severity, number> = { error: 0, warning: 1, info: 2 };
const most = 300;

/** What a person should change, the worst first: each with its remedy and the way to its cell. */
export function ProblemsTab() {
  const problems = useProblems();
  const order = useDocument((state) => state.content.order);
  if (problems.length === 0)
    return (
      <EmptyState icon={<CircleCheck aria-hidden />} title="No problems">
        Every name is defined before it is used, and every cell can be read.
      </EmptyState>
    );
  const open = ({ cell }: Diagnostic) => {
    if (cell === null) return;
    reveal(context.session, cell);
    showInspector(context.session, "code");
  };
  return (
    <ScrollArea label="Problems">
      <ul className="p-1">
        {problems.slice(0, most).map((problem, position) => (
          <li key={position}>
            <button
              type="button"
              disabled={problem.cell === null}
              onClick={() => open(problem)}
              className="flex w-full items-start justify-between gap-3 rounded-md px-2 py-1.5 text-left enabled:hover:bg-hover disabled:cursor-default"
            >
              <DiagnosticText diagnostic={problem} />
              <span className="shrink-0 text-xs text-muted">
                {problem.cell === null ? "Notebook" : `Cell ${order.indexOf(problem.cell) + 1}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {problems.length > most ? (
        <p className="px-3 pb-3 text-muted">{problems.length - most} more are not listed. Solve some of these first.</p>
      ) : null}
    </ScrollArea>
  );
}

/** Problems of the file, of the analysis and of the run, the worst first. */
export function useProblems(): readonly Diagnostic[] {
  const analysed = useAnalysis((state) => state.diagnostics);
  const oddities = useDocument((state) => state.oddities);
  const told = useRuns((state) => state.current?.messages);
  const messages = (told ?? []).map(
    ({ code, text, cell }): Diagnostic => ({ code, severity: "warning", cell, message: text, hint: "", range: null }),
  );
  return [...oddities, ...analysed, ...messages].sort((left, right) => weight[left.severity] - weight[right.severity]);
}
