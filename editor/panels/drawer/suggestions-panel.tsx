import type { Suggestion } from "@cellweave/engine/model/skeleton";
import { Lightbulb } from "lucide-react";
import { useMemo } from "react";
import { useDocument } from "../../hooks/use-document.ts";
import { useSuggestions } from "../../hooks/use-suggestions.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { CellLink } from "../cell-link.tsx";
import { SuggestionRow } from "../suggestion-row.tsx";

const most = 200;

/** Everything in the notebook that could run apart, the largest gain first, and what stands in the way elsewhere. */
export function SuggestionsPanel() {
  const { of, list, failed } = useSuggestions((state) => state);
  const cells = useDocument((state) => state.content.cells);
  const shown = useMemo(() => ordered(list.filter(({ cell }) => cells[cell])), [list, cells]);
  if (failed !== null)
    return (
      <EmptyState icon={<Lightbulb aria-hidden />} title="The cells could not be looked through">
        {failed}
      </EmptyState>
    );
  if (of === null) return <p className="p-3 text-muted">Looking for what could run apart …</p>;
  if (shown.length === 0)
    return (
      <EmptyState icon={<Lightbulb aria-hidden />} title="Nothing to run apart">
        No loop, comprehension or group of statements could run apart inside its cell.
      </EmptyState>
    );
  return (
    <ScrollArea label="What could run apart">
      <ul className="flex flex-col divide-y divide-line">
        {shown.slice(0, most).map((suggestion, at) => (
          <li key={at} className="px-3 py-2.5">
            <SuggestionRow suggestion={suggestion} place={<CellLink id={suggestion.cell} />} />
          </li>
        ))}
      </ul>
      {shown.length > most ? <p className="px-3 py-2 text-muted">{shown.length - most} more are not listed.</p> : null}
    </ScrollArea>
  );
}

function ordered(list: readonly Suggestion[]): readonly Suggestion[] {
  return list.toSorted((left, right) => worth(right) - worth(left));
}

function worth(suggestion: Suggestion): number {
  if (suggestion.kind === "blocked") return -1;
  return suggestion.gain ? suggestion.gain.before - suggestion.gain.after : 0;
}
