import { GitCompareArrows, Save } from "lucide-react";
import { useMemo } from "react";
import { context } from "../../actions/context.ts";
import { useAction } from "../../actions/use-action.ts";
import { useDocument } from "../../hooks/use-document.ts";
import { reveal } from "../../session/changes.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { cellTitle } from "../../ui/cell-title.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { type CellChange, type CellDifference, notebookDifference, summaryOf } from "./diff-model.ts";
import { SideBySide } from "./side-by-side.tsx";

const most = 100;

/** What saving would change in the file, cell by cell, with the way to do it. */
export function NotebookDiff() {
  const base = useDocument((state) => state.base);
  const content = useDocument((state) => state.content);
  const save = useAction("save");
  const difference = useMemo(() => notebookDifference(base, content), [base, content]);
  if (difference.cells.length === 0 && difference.metadata.length === 0)
    return (
      <EmptyState icon={<GitCompareArrows aria-hidden />} title="Nothing to write">
        The file says what you see. Changes appear here before they are saved.
      </EmptyState>
    );
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 items-center justify-between gap-3 px-3 py-1.5">
        <p aria-live="polite">{summaryOf(difference)}</p>
        <Button size="small" kind="primary" icon={<Save aria-hidden />} disabled={!save.enabled} onClick={save.run}>
          Write to the notebook
        </Button>
      </div>
      <ScrollArea label="Changes" className="flex flex-col gap-2 px-3 pb-3">
        {difference.metadata.length > 0 ? (
          <p className="rounded-lg border border-line px-3 py-2">
            Notebook metadata: <span className="font-mono text-xs">{difference.metadata.join(", ")}</span>
          </p>
        ) : null}
        {difference.cells.slice(0, most).map((cell) => (
          <CellDiff key={cell.id} difference={cell} />
        ))}
        {difference.cells.length > most ? (
          <p className="text-muted">{difference.cells.length - most} more cells differ.</p>
        ) : null}
      </ScrollArea>
    </div>
  );
}

const changes: Record<CellChange, { readonly word: string; readonly tone: Tone }> = {
  added: { word: "Added", tone: "ok" },
  removed: { word: "Removed", tone: "danger" },
  changed: { word: "Changed", tone: "info" },
  moved: { word: "Moved", tone: "violet" },
};

function CellDiff({ difference }: { readonly difference: CellDifference }) {
  const { id, change, before, after } = difference;
  const { word, tone } = changes[change];
  const cell = after ?? before;
  if (!cell) return null;
  const more = [
    difference.outputsChanged ? "outputs" : null,
    difference.kindChanged && before && after ? `${before.kind} → ${after.kind}` : null,
    difference.metadata.length > 0 ? `metadata: ${difference.metadata.join(", ")}` : null,
  ].filter(Boolean);
  return (
    <section aria-label={`${word}: ${cellTitle(cell)}`} className="overflow-hidden rounded-lg border border-line">
      <header className="flex items-center gap-2 bg-sunken px-2 py-1.5">
        <Badge tone={tone}>{word}</Badge>
        <button
          type="button"
          disabled={!after}
          onClick={() => reveal(context.session, id)}
          className="min-w-0 truncate rounded font-medium enabled:hover:underline"
        >
          {cellTitle(cell)}
        </button>
        {more.length > 0 ? <span className="truncate text-xs text-muted">{more.join(" · ")}</span> : null}
      </header>
      {difference.sourceChanged ? <SideBySide before={before?.source ?? ""} after={after?.source ?? ""} /> : null}
    </section>
  );
}
