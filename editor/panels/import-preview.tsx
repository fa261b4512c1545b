import { ArrowLeft, ArrowRight, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { context } from "../actions/context.ts";
import { perform } from "../actions/perform.ts";
import { useAnalysis } from "../hooks/use-analysis.ts";
import { useDocument } from "../hooks/use-document.ts";
import { useSession } from "../hooks/use-session.ts";
import { showDrawer } from "../session/changes.ts";
import { Button } from "../ui/button.tsx";
import { DiagnosticText } from "./diagnostic-row.tsx";
import { useProblems } from "./drawer/problems-tab.tsx";
import { GraphThumbnail } from "./graph-thumbnail.tsx";
import { importStats, statsInWords } from "./import-stats.ts";
import { NotMapped } from "./not-mapped.tsx";

const mostProblems = 4;

/** What was found in a notebook that was just opened, before the canvas. */
export function ImportPreview() {
  const path = useDocument((state) => state.path) ?? "";
  const content = useDocument((state) => state.content);
  const graph = useAnalysis((state) => state.graph);
  const status = useAnalysis((state) => state.status);
  const message = useAnalysis((state) => state.message);
  const imported = useSession((state) => state.imported);
  const ready = status === "current" || status === "failed";
  const stats = importStats(content, graph);
  const open = () => context.session.setState({ page: "notebook" });
  return (
    <main className="flex h-full flex-col items-center overflow-y-auto p-6">
      <div className="flex w-full max-w-4xl flex-1 flex-col gap-5">
        <header>
          <h1 className="text-xl font-semibold break-words">{path.split("/").at(-1)}</h1>
          <p aria-live="polite" className="mt-1 text-muted">
            {ready ? statsInWords(stats) : `${stats.cells} cells. Finding out which cell needs which …`}
          </p>
        </header>
        <div className="relative min-h-64 flex-1 rounded-xl border border-line bg-surface">
          {graph.cells.length > 0 ? <GraphThumbnail graph={graph} /> : null}
        </div>
        <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
          <Figure label="Code cells" value={stats.code} />
          <Figure label="Text cells" value={stats.text} />
          <Figure label="Can run at the same time" value={ready ? stats.widest : "…"} />
          <Figure label="Longest chain of cells" value={ready ? stats.longest : "…"} />
        </dl>
        {imported ? <NotMapped imported={imported} /> : null}
        <Found message={message} ready={ready} open={open} />
        <footer className="flex items-center justify-between pb-4">
          <Button kind="quiet" icon={<ArrowLeft aria-hidden />} onClick={() => perform("home")}>
            Open another
          </Button>
          <Button kind="primary" autoFocus onClick={open}>
            Open the canvas
            <ArrowRight aria-hidden />
          </Button>
        </footer>
      </div>
    </main>
  );
}

function Figure({ label, value }: { readonly label: string; readonly value: ReactNode }) {
  return (
    <div className="flex flex-col-reverse rounded-xl border border-line bg-surface px-4 py-3">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="text-2xl font-semibold tabular-nums">{value}</dd>
    </div>
  );
}

function Found({
  message,
  ready,
  open,
}: {
  readonly message: string | null;
  readonly ready: boolean;
  readonly open: () => void;
}) {
  const problems = useProblems();
  if (message) return <p className="rounded-xl bg-warn-soft px-4 py-3 text-warn">{message}</p>;
  if (!ready) return null;
  if (problems.length === 0)
    return (
      <p className="flex items-center gap-2 rounded-xl border border-line bg-surface px-4 py-3">
        <CircleCheck aria-hidden className="size-4 text-ok" />
        Nothing stands in the way of running it.
      </p>
    );
  const showAll = () => {
    showDrawer(context.session, "problems");
    open();
  };
  return (
    <section aria-label="What was found" className="rounded-xl border border-line bg-surface px-4 py-3">
      <ul className="flex flex-col gap-2">
        {problems.slice(0, mostProblems).map((problem, position) => (
          <li key={position}>
            <DiagnosticText diagnostic={problem} />
          </li>
        ))}
      </ul>
      {problems.length > mostProblems ? (
        <Button kind="quiet" size="small" className="mt-2" onClick={showAll}>
          Show all {problems.length}
        </Button>
      ) : null}
    </section>
  );
}
