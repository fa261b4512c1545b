import { ChevronDown, ChevronUp, X } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useMemo, useState } from "react";
import { context } from "../actions/context.ts";
import { matchingCells } from "../actions/search.ts";
import { orderedCells } from "../document/content.ts";
import { useAnalysis } from "../hooks/use-analysis.ts";
import { useDocument } from "../hooks/use-document.ts";
import { useSession } from "../hooks/use-session.ts";
import { reveal } from "../session/changes.ts";
import { IconButton } from "../ui/icon-button.tsx";

/** Finds cells by their text and by queries; Enter goes from one to the next. */
export function SearchBar() {
  const query = useSession((state) => state.search.query);
  const [at, setAt] = useState(-1);
  const content = useDocument((state) => state.content);
  const graph = useAnalysis((state) => state.graph);
  const asked = useDeferredValue(query);
  const found = useMemo(
    () => matchingCells(orderedCells(content), graph, context.runs.getState(), asked),
    [content, graph, asked],
  );
  const close = () => context.session.setState({ search: { open: false, query } });
  const go = (by: 1 | -1) => {
    const next = found.length === 0 ? -1 : (at + by + found.length) % found.length;
    setAt(next);
    const cell = found[next];
    if (cell) reveal(context.session, cell);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search className="absolute top-3 right-3 z-10 flex items-center gap-1 rounded-lg border border-line bg-raised p-1 shadow-raised">
      <input
        // biome-ignore lint/a11y/noAutofocus: the bar was just asked for, to type in it.
        autoFocus
        type="search"
        aria-label="Search cells"
        placeholder="Search: text, failed, stale, df, +df"
        value={query}
        onChange={(event) => {
          setAt(-1);
          context.session.setState({ search: { open: true, query: event.target.value } });
        }}
        onKeyDown={press}
        className="h-7 w-60 rounded bg-transparent px-2 outline-offset-0"
      />
      <span aria-live="polite" className="px-1 text-xs whitespace-nowrap text-muted tabular-nums">
        {query.trim() === "" ? "" : `${at < 0 ? "" : `${at + 1} of `}${found.length} found`}
      </span>
      <IconButton size="small" label="Previous" icon={<ChevronUp aria-hidden />} onClick={() => go(-1)} />
      <IconButton size="small" label="Next" icon={<ChevronDown aria-hidden />} onClick={() => go(1)} />
      <IconButton size="small" label="Close the search" icon={<X aria-hidden />} onClick={close} />
    </search>
  );
}
