import type { CellId } from "@cellweave/engine/model/flow";
import { CornerDownLeft } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useMemo, useState } from "react";
import { context } from "../actions/context.ts";
import { connectCells } from "../actions/draw-edge.ts";
import { neighbours } from "../document/analysis.ts";
import { drawEdge, type EdgeWriting } from "../document/commands/draw-edge.ts";
import { orderedCells } from "../document/content.ts";
import { execute } from "../document/document.ts";
import { edgeWritings } from "../document/edge-writings.ts";
import { useAnalysis } from "../hooks/use-analysis.ts";
import { useDocument } from "../hooks/use-document.ts";
import { useSession } from "../hooks/use-session.ts";
import { closeDialog, reveal } from "../session/changes.ts";
import type { Connecting } from "../session/session.ts";
import { cellTitle } from "../ui/cell-title.ts";
import { classNames } from "../ui/class-names.ts";
import { Dialog } from "../ui/dialog.tsx";
import { valuesOf } from "./flow-nodes.ts";

/** Draws an edge by keyboard: which value, to which cell, and how it is written where there are several ways. */
export function ConnectDialog() {
  const open = useSession((state) => state.dialog === "connect");
  const connecting = useSession((state) => state.connecting);
  const order = useDocument((state) => state.content.order);
  if (!open || !connecting) return null;
  const number = (id: CellId) => order.indexOf(id) + 1;
  const title = connecting.to
    ? `Connect cell ${number(connecting.from)} to cell ${number(connecting.to)}`
    : `Connect cell ${number(connecting.from)} to …`;
  return (
    <Dialog open title={title} onClose={() => closeDialog(context.session)} description={steps(connecting)}>
      <Step key={JSON.stringify(connecting)} connecting={connecting} />
    </Dialog>
  );
}

function steps({ to, value }: Connecting): string {
  if (to) return "How shall the edge be written into the code?";
  return value === null ? "What shall travel along the edge?" : `Which cell shall get ${value || "its turn"}?`;
}

/** `value` is null until it is chosen; "" is order alone. */
function Step({ connecting }: { readonly connecting: Connecting }) {
  const graph = useAnalysis((state) => state.graph);
  const values = valuesOf(neighbours(graph).facts[connecting.from]);
  if (connecting.to) return <Writings connecting={connecting} to={connecting.to} />;
  if (connecting.value === null) {
    const choices = [
      ...values.map((name) => ({ key: name, label: <code className="font-mono">{name}</code>, find: name })),
      { key: "", label: "Nothing: it only runs after this one", find: "nothing order after" },
    ];
    return <Choices label="Value" choices={choices} onChoose={(value) => choose({ ...connecting, value })} />;
  }
  return <Targets connecting={connecting} value={connecting.value} />;
}

function choose(connecting: Connecting): void {
  context.session.setState({ connecting });
}

function Targets({ connecting, value }: { readonly connecting: Connecting; readonly value: string }) {
  const content = useDocument((state) => state.content);
  const choices = useMemo(
    () =>
      orderedCells(content).flatMap((cell, index) => {
        if (cell.kind !== "code" || cell.id === connecting.from) return [];
        const title = `${index + 1}  ${cellTitle(cell)}`;
        return [{ key: cell.id, label: title, find: `${title} ${cell.source}` }];
      }),
    [content, connecting.from],
  );
  const take = (to: CellId) => {
    closeDialog(context.session);
    if (value === "") write(connecting.from, to, { write: "after" });
    else connectCells(context, connecting.from, to, value);
  };
  return <Choices label="Cell" choices={choices} onChoose={take} />;
}

function Writings({ connecting: { from, value }, to }: { readonly connecting: Connecting; readonly to: CellId }) {
  const graph = useAnalysis((state) => state.graph);
  const { choices } = edgeWritings(graph, from, to, value || null);
  const listed = choices.map((writing) => ({
    key: JSON.stringify(writing),
    label: wordsOf(writing),
    find: JSON.stringify(writing),
    writing,
  }));
  const take = (key: string) => {
    const found = listed.find((choice) => choice.key === key);
    closeDialog(context.session);
    if (found) write(from, to, found.writing);
  };
  return <Choices label="Way" choices={listed} onChoose={take} />;
}

function write(from: CellId, to: CellId, writing: EdgeWriting): void {
  execute(context.documents, drawEdge, { from, to, writing });
  reveal(context.session, to);
}

function wordsOf(writing: EdgeWriting): ReactNode {
  if (writing.write === "after") return "Change no code: it only runs after the other cell";
  const code = <code className="rounded bg-sunken px-1 font-mono">{`${writing.name} = ${writing.value}`}</code>;
  if (writing.write === "bind") return <>Add the line {code} at the top</>;
  return (
    <>
      Use <code className="rounded bg-sunken px-1 font-mono">{writing.value}</code> where it says{" "}
      <code className="rounded bg-sunken px-1 font-mono">{writing.name}</code>, which nothing defines
    </>
  );
}

interface Choice {
  readonly key: string;
  readonly label: ReactNode;
  readonly find: string;
}

const mostShown = 60;

function Choices({
  label,
  choices,
  onChoose,
}: {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly onChoose: (key: string) => void;
}) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = choices
    .filter(({ find }) => words.every((word) => find.toLowerCase().includes(word)))
    .slice(0, mostShown);
  const press = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const chosen = fitting[at];
    if (by !== 0) setAt((at + by + fitting.length) % Math.max(1, fitting.length));
    else if (event.key === "Enter" && chosen) onChoose(chosen.key);
    else return;
    event.preventDefault();
  };
  return (
    <div className="flex flex-col gap-2">
      <input
        // biome-ignore lint/a11y/noAutofocus: the dialog is there to be typed into.
        autoFocus
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls="connect-choices"
        aria-activedescendant={fitting[at] ? `connect-choice-${at}` : undefined}
        placeholder="Type to filter, Enter to choose"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={press}
        className="h-9 rounded-md border border-line-strong/60 bg-surface px-3"
      />
      <div id="connect-choices" role="listbox" aria-label={label} tabIndex={-1} className="max-h-80 overflow-y-auto">
        {fitting.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and takes the keys.
          // biome-ignore lint/a11y/useFocusableInteractive: the field above has the focus and takes the keys.
          <div
            key={choice.key}
            id={`connect-choice-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => onChoose(choice.key)}
            className={classNames(
              "flex cursor-pointer items-center justify-between rounded-md px-3 py-2",
              index === at ? "bg-accent-soft" : "hover:bg-hover",
            )}
          >
            <span className="truncate">{choice.label}</span>
            {index === at ? <CornerDownLeft aria-hidden className="size-3.5 text-muted" /> : null}
          </div>
        ))}
        {fitting.length === 0 ? <p className="px-3 py-2 text-muted">Nothing fits.</p> : null}
      </div>
    </div>
  );
}
