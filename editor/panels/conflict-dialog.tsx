import type { Conflict } from "@cellweave/engine/model/edit";
import { useState } from "react";
import { context } from "../actions/context.ts";
import { perform } from "../actions/perform.ts";
import { settleQuarrel } from "../document/conflicts.ts";
import { useDocument } from "../hooks/use-document.ts";
import { useSession } from "../hooks/use-session.ts";
import { closeDialog } from "../session/changes.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { type Choice, choicesFor, firstChoice, keepBoth } from "./conflict-model.ts";
import { SideBySide } from "./drawer/side-by-side.tsx";

const none: readonly Conflict[] = [];

/** Where the file changed outside in cells that were changed here too: for each, which version to keep. */
export function ConflictDialog() {
  const open = useSession((state) => state.dialog === "conflicts");
  const conflicts = useDocument((state) => state.quarrel?.conflicts ?? none);
  const [choices, setChoices] = useState<{ readonly [cell: string]: Choice }>({});
  const close = () => closeDialog(context.session);
  const choiceOf = (conflict: Conflict) => choices[conflict.cell] ?? firstChoice(conflict);
  const settle = () => {
    settleAll(conflicts, choiceOf);
    setChoices({});
    close();
    perform("save");
  };
  return (
    <Dialog
      open={open && conflicts.length > 0}
      onClose={close}
      width="full"
      title={
        conflicts.length === 1 ? "A cell changed in two places" : `${conflicts.length} cells changed in two places`
      }
      description="The file was changed outside of this page while you changed the same cells here. Nothing is lost until you choose."
      footer={
        <>
          <Button kind="quiet" onClick={close}>
            Decide later
          </Button>
          <Button kind="primary" onClick={settle}>
            Keep these and save
          </Button>
        </>
      }
    >
      <ul className="flex flex-col gap-4">
        {conflicts.map((conflict) => (
          <li key={conflict.cell}>
            <OneConflict
              conflict={conflict}
              choice={choiceOf(conflict)}
              onChoose={(choice) => setChoices({ ...choices, [conflict.cell]: choice })}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function settleAll(conflicts: readonly Conflict[], choiceOf: (conflict: Conflict) => Choice): void {
  const { documents } = context;
  const both = conflicts.filter((conflict) => choiceOf(conflict) === "both");
  const settled = conflicts.map(
    (conflict) => [conflict.cell, choiceOf(conflict) === "mine" ? "mine" : "theirs"] as const,
  );
  settleQuarrel(documents, Object.fromEntries(settled));
  keepBoth(documents, both, context.newId);
}

function OneConflict({
  conflict,
  choice,
  onChoose,
}: {
  readonly conflict: Conflict;
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
}) {
  const index = useDocument((state) => state.content.order.indexOf(conflict.cell));
  const name = index < 0 ? "A cell" : `Cell ${index + 1}`;
  return (
    <section aria-label={name} className="overflow-hidden rounded-xl border border-line">
      <header className="flex flex-wrap items-center justify-between gap-3 bg-sunken px-3 py-2">
        <h3 className="font-semibold">
          {name}
          {conflict.reason === "deleted" ? " was deleted in the file" : ""}
          {conflict.edit.edit === "delete" ? " was deleted here" : ""}
        </h3>
        <Choices name={name} conflict={conflict} choice={choice} onChoose={onChoose} />
      </header>
      <div className="grid grid-cols-2 border-t border-line px-3 py-1 text-xs font-semibold text-muted">
        <span>In the file</span>
        <span>Yours</span>
      </div>
      <SideBySide before={conflict.theirs ?? ""} after={conflict.mine} />
      <details className="border-t border-line px-3 py-2">
        <summary className="cursor-pointer text-muted">What both started from</summary>
        <pre className="cw-code mt-1 overflow-x-auto">{conflict.base || "An empty cell"}</pre>
      </details>
    </section>
  );
}

function Choices({
  name,
  conflict,
  choice,
  onChoose,
}: {
  readonly name: string;
  readonly conflict: Conflict;
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
}) {
  return (
    <fieldset aria-label={`What to keep of ${name}`} className="flex gap-4">
      {choicesFor(conflict).map(({ value, label }) => (
        <label key={value} className="flex cursor-pointer items-center gap-1.5">
          <input
            type="radio"
            name={`conflict-${conflict.cell}`}
            checked={value === choice}
            onChange={() => onChoose(value)}
            className="size-4 accent-accent"
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
