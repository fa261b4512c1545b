import type { CellId } from "@cellweave/engine/model/flow";
import type { CellFacts, Edge } from "@cellweave/engine/model/graph";
import type { ReactNode } from "react";
import { neighbours } from "../../document/analysis.ts";
import { useAnalysis, useEdgesInto, useEdgesOutOf } from "../../hooks/use-analysis.ts";
import { useCell } from "../../hooks/use-document.ts";
import { useCellRun, useCellStatus, useStaleReason } from "../../hooks/use-runs.ts";
import { Badge } from "../../ui/badge.tsx";
import { duration } from "../../ui/duration.ts";
import { RunStateIcon, runStates } from "../../ui/run-states.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { WithCode } from "../../ui/with-code.tsx";
import { CellLink } from "../cell-link.tsx";
import { DiagnosticText } from "../diagnostic-row.tsx";
import { whyState } from "./why-state.ts";

/** Why the cell runs when it does: its state, what it needs of which cells, and what is wrong. */
export function WhyTab({ id }: { readonly id: CellId }) {
  const cell = useCell(id);
  const into = useEdgesInto(id);
  const outOf = useEdgesOutOf(id);
  const facts = useAnalysis((state) => neighbours(state.graph).facts[id]);
  const own = useAnalysis((state) => state.diagnostics).filter((diagnostic) => diagnostic.cell === id);
  if (cell?.kind !== "code")
    return (
      <p className="p-3 text-muted">
        Text cells do not run. The first heading of a text names the frame of the cells below it.
      </p>
    );
  return (
    <ScrollArea label="Why this cell runs when it does" className="flex flex-col gap-4 p-3">
      <StateReason id={id} />
      {own.length > 0 ? (
        <Section title="Problems">
          {own.map((diagnostic, position) => (
            <li key={position}>
              <DiagnosticText diagnostic={diagnostic} />
            </li>
          ))}
        </Section>
      ) : null}
      <Edges title="Needs" edges={into} end="from" none="Nothing: it can run first." />
      <Edges title="Is needed by" edges={outOf} end="to" none="No other cell." />
      {facts ? <Names facts={facts} /> : null}
    </ScrollArea>
  );
}

function StateReason({ id }: { readonly id: CellId }) {
  const status = useCellStatus(id);
  const run = useCellRun(id);
  const stale = useStaleReason(id);
  return (
    <div className="flex items-start gap-2 rounded-lg border border-line bg-sunken p-3">
      <RunStateIcon state={status} label={false} className="mt-0.5" />
      <div>
        <p className="font-medium">{runStates[status].word}</p>
        <p className="text-muted">{stale ?? run.reason ?? whyState[status]}</p>
        {run.seconds === null ? null : <p className="text-xs text-muted">It took {duration(run.seconds)}.</p>}
      </div>
    </div>
  );
}

function Edges({
  title,
  edges,
  end,
  none,
}: {
  readonly title: string;
  readonly edges: readonly Edge[];
  readonly end: "from" | "to";
  readonly none: string;
}) {
  return (
    <Section title={title}>
      {edges.length === 0 ? <li className="text-muted">{none}</li> : null}
      {edges.map((edge) => (
        <li key={`${edge.kind} ${edge[end]}`} className="flex flex-col gap-1 rounded-lg border border-line p-2">
          <span className="flex flex-wrap items-center gap-1.5">
            <CellLink id={edge[end]} />
            {edge.variables.map((name) => (
              <code key={name} className="rounded bg-hover px-1 font-mono text-[11px]">
                {name}
              </code>
            ))}
            {edge.certain ? null : <Badge tone="warn">possible</Badge>}
            {edge.kind === "observed" ? <Badge tone="violet">observed</Badge> : null}
          </span>
          <span className="text-muted">
            <WithCode text={edge.why} />
          </span>
        </li>
      ))}
    </Section>
  );
}

const named = [
  ["reads", "Reads"],
  ["writes", "Defines"],
  ["maybeWrites", "May define"],
  ["mutates", "Changes in place"],
  ["maybeMutates", "May change in place"],
  ["deletes", "Deletes"],
  ["effects", "Touches"],
] as const satisfies readonly (readonly [keyof CellFacts, string])[];

function Names({ facts }: { readonly facts: CellFacts }) {
  const rows = named.filter(([key]) => facts[key].length > 0);
  if (rows.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1.5 text-xs font-semibold text-muted">What it does to names</h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {rows.map(([key, label]) => (
          <div key={key} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="font-mono text-xs leading-5 break-words">{facts[key].join(", ")}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 text-xs font-semibold text-muted">{title}</h3>
      <ul className="flex flex-col gap-1.5">{children}</ul>
    </section>
  );
}
