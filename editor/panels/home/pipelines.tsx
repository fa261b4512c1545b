import { useQuery } from "@tanstack/react-query";
import { Workflow } from "lucide-react";
import { context } from "../../actions/context.ts";
import { importPipeline } from "../../actions/notebook.ts";
import { queries } from "../../actions/queries.ts";

const most = 50;

/** Pipelines of the served folder: a press makes a notebook of one and opens it. */
export function Pipelines() {
  const { data = [] } = useQuery(queries.pipelines);
  if (data.length === 0) return null;
  return (
    <section aria-label="Pipelines of this folder">
      <h2 className="mb-2 text-sm font-semibold">Pipelines to import</h2>
      <ul className="max-h-96 overflow-y-auto rounded-xl border border-line bg-surface p-1.5">
        {data.slice(0, most).map(({ path }) => (
          <li key={path}>
            <button
              type="button"
              title={`Make a notebook of ${path}`}
              onClick={() => void importPipeline(context, { path })}
              className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-hover"
            >
              <Workflow aria-hidden className="size-4 shrink-0 text-accent" />
              <span className="min-w-0 flex-1 truncate font-medium">{path}</span>
              <span className="shrink-0 text-xs text-muted">Make a notebook</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
