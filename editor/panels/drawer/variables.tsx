import type { CellId } from "@cellweave/engine/model/flow";
import { Search, Variable as VariableIcon } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { context } from "../../actions/context.ts";
import { useAnalysis } from "../../hooks/use-analysis.ts";
import { useDocument } from "../../hooks/use-document.ts";
import { reveal } from "../../session/changes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Input } from "../../ui/input.tsx";
import { useVirtualRows } from "../../ui/virtual-rows.tsx";
import { variablesOf } from "./variables-model.ts";

const rowHeight = 28;

/** The notebook's names: where each is defined, changed and used. */
export function Variables() {
  const graph = useAnalysis((state) => state.graph);
  const [query, setQuery] = useState("");
  const variables = useMemo(() => variablesOf(graph), [graph]);
  const shown = variables.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()));
  const viewport = useRef<HTMLDivElement>(null);
  const { from, to } = useVirtualRows(viewport, shown.length, rowHeight);
  if (variables.length === 0)
    return (
      <EmptyState icon={<VariableIcon aria-hidden />} title="No names yet">
        Names appear here as soon as a cell defines one.
      </EmptyState>
    );
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="w-64 shrink-0 p-2">
        <Input
          label="Filter names"
          hideLabel
          placeholder="Filter names"
          icon={<Search aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      <section
        ref={viewport}
        aria-label="Names of the notebook"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the focus so that arrows scroll it.
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto outline-offset-[-2px]"
      >
        <table aria-rowcount={shown.length + 1} className="w-full table-fixed border-collapse text-left">
          <thead className="sticky top-0 bg-surface text-[11px] text-muted shadow-[0_1px_0_var(--cw-line)]">
            <tr>
              {["Name", "Defined in", "Changed in", "Used in"].map((title) => (
                <th key={title} scope="col" className="h-6 px-3 font-semibold">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Gap rows={from} />
            {shown.slice(from, to).map((variable, position) => (
              <tr
                key={variable.name}
                aria-rowindex={from + position + 2}
                style={{ height: rowHeight }}
                className="hover:bg-hover"
              >
                <th scope="row" className="truncate px-3 font-mono text-xs font-normal">
                  {variable.name}
                </th>
                <Places cells={variable.defined} />
                <Places cells={variable.changed} />
                <Places cells={variable.read} />
              </tr>
            ))}
            <Gap rows={shown.length - to} />
          </tbody>
        </table>
      </section>
    </div>
  );
}

/** Stands for the rows that are out of sight. */
function Gap({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden style={{ height: rows * rowHeight }}>
      <td colSpan={4} />
    </tr>
  );
}

const most = 6;

function Places({ cells }: { readonly cells: readonly CellId[] }) {
  const order = useDocument((state) => state.content.order);
  return (
    <td className="px-3">
      <span className="flex gap-1 overflow-hidden text-xs">
        {cells.length === 0 ? <span className="text-muted">–</span> : null}
        {cells.slice(0, most).map((id) => (
          <button
            key={id}
            type="button"
            aria-label={`Go to cell ${order.indexOf(id) + 1}`}
            onClick={() => reveal(context.session, id)}
            className="min-w-6 rounded bg-hover px-1 py-0.5 text-accent tabular-nums hover:bg-accent-soft"
          >
            {order.indexOf(id) + 1}
          </button>
        ))}
        {cells.length > most ? <span className="text-muted">+{cells.length - most}</span> : null}
      </span>
    </td>
  );
}
