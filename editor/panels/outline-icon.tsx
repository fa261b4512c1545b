import { FileText, Hash, TextQuote } from "lucide-react";
import { useCellStatus } from "../hooks/use-runs.ts";
import { RunStateIcon } from "../ui/run-states.tsx";
import type { OutlineRow } from "./outline-model.ts";

const icons = { markdown: FileText, raw: TextQuote };

/** What the row is: a heading, a text, or a code cell in its state. */
export function OutlineIcon({ row }: { readonly row: OutlineRow }) {
  const status = useCellStatus(row.id);
  if (row.heading) return <Hash role="img" aria-label="Heading" className="size-3.5 shrink-0 text-muted" />;
  if (row.kind === "code") return <RunStateIcon state={status} className="size-3.5" />;
  const Icon = icons[row.kind];
  return <Icon role="img" aria-label="Text" className="size-3.5 shrink-0 text-muted" />;
}
