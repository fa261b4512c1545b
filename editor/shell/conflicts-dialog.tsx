import type { Conflict } from "@cellweave/engine/model/edit";
import { useState } from "react";
import { context } from "../actions/context.ts";
import { perform } from "../actions/perform.ts";
import { settleQuarrel } from "../document/conflicts.ts";
import { useDocument } from "../hooks/use-document.ts";
import { useSession } from "../hooks/use-session.ts";
import { closeDialog } from "../session/changes.ts";
import { Button } from "../ui/button.tsx";
import { CodeView } from "../ui/code/code-view.tsx";
import { Dialog } from "../ui/dialog.tsx";

type Side = "mine" | "theirs";

/** Both versions of each cell that was changed here and outside, to choose from. */
export function ConflictsDialog() {
  const open = useSession((state) => state.dialog === "conflicts");
  const quarrel = useDocument((state) => state.quarrel);
  if (!open || !quarrel) return null;
  return <Choosing conflicts={quarrel.conflicts} />;
}

function Choosing({ conflicts }: { readonly conflicts: readonly Conflict[] }) {
  const [choices, setChoices] = useState<{ readonly [cell: string]: Side }>({});
  const left = conflicts.filter(({ cell }) => choices[cell] === undefined).length;
  const close = () => closeDialog(context.session);
  const settle = () => {
    settleQuarrel(context.documents, choices);
    close();
    perform("save");
  };
  return (
    <Dialog
      open
      width="full"
      title="The notebook was changed here and outside of the editor"
      description="Nothing is lost: choose for each cell which version to keep."
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Decide later</Button>
          <Button kind="primary" disabled={left > 0} onClick={settle}>
            {left > 0 ? `${left} to choose` : "Keep these and save"}
          </Button>
        </>
      }
    >
      <ul className="flex flex-col gap-4">
        {conflicts.map((conflict) => (
          <li key={conflict.cell}>
            <Versions
              conflict={conflict}
              chosen={choices[conflict.cell]}
              onChoose={(side) => setChoices((before) => ({ ...before, [conflict.cell]: side }))}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Versions({
  conflict,
  chosen,
  onChoose,
}: {
  readonly conflict: Conflict;
  readonly chosen: Side | undefined;
  readonly onChoose: (side: Side) => void;
}) {
  const order = useDocument((state) => state.content.order);
  const sides: readonly [Side, string, string | null][] = [
    ["mine", "Yours", conflict.edit.edit === "delete" ? null : conflict.mine],
    ["theirs", "In the file", conflict.theirs],
  ];
  return (
    <fieldset className="grid grid-cols-2 gap-3">
      <legend className="pb-1 font-medium">Cell {order.indexOf(conflict.cell) + 1 || "that you deleted"}</legend>
      {sides.map(([side, title, source]) => (
        <label
          key={side}
          className="flex cursor-pointer flex-col gap-2 rounded-lg border border-line p-3 has-checked:border-accent has-checked:bg-accent-soft/40"
        >
          <span className="flex items-center gap-2">
            <input type="radio" checked={chosen === side} onChange={() => onChoose(side)} />
            {title}
          </span>
          <div className="max-h-64 overflow-auto rounded bg-sunken p-2">
            {source === null ? <em className="text-muted">deleted</em> : <CodeView source={source} />}
          </div>
        </label>
      ))}
    </fieldset>
  );
}
