import type { CellId } from "@cellweave/engine/model/flow";
import type { Construct, SubCell } from "@cellweave/engine/model/skeleton";
import { nodeTypes } from "@cellweave/nodes";
import { Group as GroupIcon, Rows3, SquareSplitVertical, Ungroup } from "lucide-react";
import type { ReactNode } from "react";
import { context } from "../../actions/context.ts";
import { useAction } from "../../actions/use-action.ts";
import { placementOf } from "../../document/content.ts";
import { useApart } from "../../hooks/use-analysis.ts";
import { useCell } from "../../hooks/use-document.ts";
import { useCellRun } from "../../hooks/use-runs.ts";
import { useSuggestions } from "../../hooks/use-suggestions.ts";
import { propose } from "../../session/changes.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { RunStateBadge } from "../../ui/run-states.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { gatherWords } from "../../ui/skeletons/construct-words.ts";
import { SkeletonPicture } from "../../ui/skeletons/pictures.tsx";
import { SuggestionRow } from "../suggestion-row.tsx";
import { OptionForm } from "./option-form.tsx";

/** What of the cell runs apart and how, what else could, and into which sub-cells it is taken. */
export function ParallelTab({ id }: { readonly id: CellId }) {
  const cell = useCell(id);
  const { constructs, subCells } = useApart(id);
  if (cell?.kind !== "code") return <p className="p-3 text-muted">Only code cells run.</p>;
  return (
    <ScrollArea label="What runs apart" className="flex flex-col gap-5 p-3">
      <Section title={constructs.length > 1 ? "Skeletons" : "Skeleton"}>
        {constructs.map((construct) => (
          <OneConstruct key={construct.id} construct={construct} source={cell.source} />
        ))}
        {constructs.length === 0 ? (
          <p className="text-muted">The cell runs as it stands, one line after the other.</p>
        ) : null}
        <ActionButton id="run-apart" icon={<Rows3 aria-hidden />} />
      </Section>
      <OwnSuggestions id={id} />
      <SubCells id={id} subCells={subCells} split={placementOf(cell).split ?? []} source={cell.source} />
    </ScrollArea>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col items-start gap-2">
      <h3 className="text-xs font-semibold text-muted">{title}</h3>
      {children}
    </section>
  );
}

function ActionButton({
  id,
  icon,
}: {
  readonly id: "run-apart" | "split-apart" | "join-sub-cells" | "write-sub-cells";
  readonly icon: ReactNode;
}) {
  const { action, enabled, run } = useAction(id);
  return (
    <Button size="small" icon={icon} disabled={!enabled} onClick={run}>
      {action.title}
    </Button>
  );
}

function OneConstruct({ construct, source }: { readonly construct: Construct; readonly source: string }) {
  const { skeleton, origin, scatter, branches, cell, range } = construct;
  const type = nodeTypes[skeleton];
  const found = origin === "found";
  return (
    <article aria-label={type.title} className="flex w-full flex-col gap-2 rounded-lg border border-line p-3">
      <header className="flex items-center gap-2.5">
        <SkeletonPicture skeleton={skeleton} className="h-8 w-12 shrink-0" />
        <div className="min-w-0 flex-1">
          <h4 className="flex items-center gap-1.5 font-medium">
            {type.title}
            {found ? <Badge tone="ok">found</Badge> : null}
          </h4>
          <p className="text-xs text-muted">
            {range.start.line === range.end.line
              ? `Line ${range.start.line}`
              : `Lines ${range.start.line} to ${range.end.line}`}
          </p>
        </div>
      </header>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-xs">
        {scatter ? <Fact name="Items">{scatter.items}</Fact> : null}
        {scatter && scatter.broadcast.length > 0 ? (
          <Fact name="Read by all">{scatter.broadcast.join(", ")}</Fact>
        ) : null}
        {scatter?.gather.map((gathered) => (
          <Fact key={gathered.name} name={gathered.name} code={false}>
            {gatherWords(gathered)}
          </Fact>
        ))}
        {branches.length > 0 ? <Fact name="At once">{branches.map(({ name }) => name).join(", ")}</Fact> : null}
      </dl>
      {found ? (
        <>
          <p className="text-xs text-muted">It was proved that this gives the same, so a run does it by itself.</p>
          <Button
            size="small"
            className="self-start"
            onClick={() => propose(context.session, { cell, skeleton, found: null })}
          >
            Write it into the code …
          </Button>
        </>
      ) : (
        <OptionForm construct={construct} source={source} />
      )}
    </article>
  );
}

function Fact({
  name,
  code = true,
  children,
}: {
  readonly name: string;
  readonly code?: boolean;
  readonly children: string;
}) {
  return (
    <>
      <dt className={code ? "text-muted" : "font-mono text-[11px] leading-4 text-muted"}>{name}</dt>
      <dd className={code ? "min-w-0 truncate font-mono text-[11px] leading-4" : "min-w-0"} title={children}>
        {children}
      </dd>
    </>
  );
}

function OwnSuggestions({ id }: { readonly id: CellId }) {
  const { of, list } = useSuggestions((state) => state);
  // What a run does by itself stands above, with what was found.
  const own = list.filter((one) => one.cell === id && !(one.kind === "possible" && one.automatic));
  if (of === null) return null;
  return (
    <Section title="Suggestions">
      {own.length === 0 ? <p className="text-muted">Nothing else of this cell could run apart.</p> : null}
      <ul className="flex w-full flex-col gap-3">
        {own.map((suggestion, at) => (
          <li key={at}>
            <SuggestionRow suggestion={suggestion} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

const roles: Record<SubCell["role"], string> = { pre: "Before", body: "The items", post: "After" };

function SubCells({
  id,
  subCells,
  split,
  source,
}: {
  readonly id: CellId;
  readonly subCells: readonly SubCell[];
  readonly split: readonly number[];
  readonly source: string;
}) {
  return (
    <Section title="Sub-cells">
      {split.length > 0 ? <Pieces id={id} split={split} lines={source.split("\n").length} /> : null}
      {split.length === 0 && subCells.length > 1 ? (
        <ul className="flex flex-col gap-0.5">
          {subCells.map(({ role, range }, at) => (
            <li key={at} className="flex gap-3">
              <span className="w-20 text-muted">{roles[role]}</span>
              <span className="tabular-nums">{linesWords(range.start.line, range.end.line)}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="text-xs text-muted">
        A cell that is split stays one cell of the notebook; its sub-cells run as soon as what they need is there.
      </p>
      <div className="flex flex-wrap gap-1.5">
        <ActionButton id="split-apart" icon={<SquareSplitVertical aria-hidden />} />
        {split.length > 0 ? (
          <>
            <ActionButton id="join-sub-cells" icon={<GroupIcon aria-hidden />} />
            <ActionButton id="write-sub-cells" icon={<Ungroup aria-hidden />} />
          </>
        ) : null}
      </div>
    </Section>
  );
}

function Pieces({
  id,
  split,
  lines,
}: {
  readonly id: CellId;
  readonly split: readonly number[];
  readonly lines: number;
}) {
  const { parts } = useCellRun(id);
  const starts = [1, ...split.toSorted((left, right) => left - right)];
  return (
    <ol className="flex flex-col gap-1">
      {starts.map((from, at) => {
        const state = parts?.[at];
        return (
          <li key={from} className="flex items-center gap-3">
            <span className="w-32 tabular-nums">{linesWords(from, (starts[at + 1] ?? lines + 1) - 1)}</span>
            {state ? <RunStateBadge state={state} /> : null}
          </li>
        );
      })}
    </ol>
  );
}

function linesWords(from: number, to: number): string {
  return from >= to ? `Line ${from}` : `Lines ${from} to ${to}`;
}
