import { SquareCode } from "lucide-react";
import { useMemo } from "react";
import { type ActionId, actionList, actionOf } from "../actions/actions.ts";
import { context } from "../actions/context.ts";
import { canPerform, perform } from "../actions/perform.ts";
import { shortcutOf } from "../actions/shortcuts.ts";
import { orderedCells } from "../document/content.ts";
import { useSession } from "../hooks/use-session.ts";
import { closeDialog, reveal } from "../session/changes.ts";
import { type Choice, cellChoices } from "./command-model.ts";
import { PickDialog } from "./pick-dialog.tsx";
import { QuickAdd } from "./quick-add.tsx";

type ActionChoice = Choice & { readonly action?: ActionId };

/** Everything a person can do now, and every cell to go to, found by typing; or, for quick-add, what can be added. */
export function CommandPalette() {
  const dialog = useSession((state) => state.dialog);
  if (dialog === "quick-add") return <QuickAdd />;
  return dialog === "palette" ? <OpenPalette /> : null;
}

function OpenPalette() {
  // The palette is about the moment in which it was opened.
  const choices = useMemo(allChoices, []);
  const choose = ({ id, action }: ActionChoice) => {
    closeDialog(context.session);
    if (action) perform(action);
    else reveal(context.session, id);
  };
  return (
    <PickDialog
      title="Do anything"
      placeholder="Type what you want to do, or the name of a cell"
      choices={choices}
      iconOf={({ action }) => {
        const Icon = action ? actionOf(action).icon : SquareCode;
        return <Icon aria-hidden className="size-4 shrink-0 text-muted" />;
      }}
      onChoose={choose}
      onClose={() => closeDialog(context.session)}
    />
  );
}

function allChoices(): ActionChoice[] {
  const usable = actionList.filter(([id]) => id !== "palette" && canPerform(id));
  const doing = usable.map(
    ([id, { title, group }]): ActionChoice => ({ id, title, group, keys: shortcutOf(id), action: id }),
  );
  return [...doing, ...cellChoices(orderedCells(context.documents.getState().content))];
}
