import { Fragment } from "react";
import type { ActionGroup } from "../actions/action.ts";
import { actionList } from "../actions/actions.ts";
import { context } from "../actions/context.ts";
import { useSession } from "../hooks/use-session.ts";
import { closeDialog } from "../session/changes.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { notebookKeys } from "./notebook/notebook-keys.ts";

const groups: readonly ActionGroup[] = ["Run", "Cells", "Edit", "Graph", "View", "File", "Help"];

/** Every shortcut, made from the one table of actions. */
export function ShortcutsSheet() {
  const open = useSession((state) => state.dialog === "shortcuts");
  const withKeys = actionList.filter(([, action]) => action.shortcuts.length > 0);
  return (
    <Dialog
      open={open}
      onClose={() => closeDialog(context.session)}
      title="Keyboard shortcuts"
      description="On a Mac, Ctrl is ⌘ and Alt is ⌥."
      width="full"
    >
      <div className="columns-1 gap-8 sm:columns-2 lg:columns-3">
        {groups.map((group) => (
          <Group
            key={group}
            title={group}
            rows={withKeys
              .filter(([, action]) => action.group === group)
              .map(([, { title, shortcuts }]) => ({ title, keys: shortcuts }))}
          />
        ))}
        <Group title="In the notebook view" rows={notebookKeys} />
      </div>
    </Dialog>
  );
}

function Group({
  title,
  rows,
}: {
  readonly title: string;
  readonly rows: readonly { readonly title: string; readonly keys: readonly string[] }[];
}) {
  if (rows.length === 0) return null;
  return (
    <section className="mb-5 break-inside-avoid">
      <h3 className="mb-1 text-xs font-semibold text-muted">{title}</h3>
      <dl>
        {rows.map((row) => (
          <div
            key={row.title}
            className="flex min-h-7 items-center justify-between gap-3 border-b border-line py-1 last:border-0"
          >
            <dt>{row.title.replace(/ …$/, "")}</dt>
            <dd className="flex shrink-0 items-center gap-1.5">
              {row.keys.map((keys, position) => (
                <Fragment key={keys}>
                  {position > 0 ? <span className="text-[11px] text-muted">or</span> : null}
                  <Kbd keys={keys} />
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
