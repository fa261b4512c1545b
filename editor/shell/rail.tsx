import { Boxes, History, ListTree, type LucideIcon, Plus } from "lucide-react";
import { context } from "../actions/context.ts";
import { useSession } from "../hooks/use-session.ts";
import { showLeft } from "../session/changes.ts";
import type { LeftPanel } from "../session/session.ts";
import { classNames } from "../ui/class-names.ts";
import { Tooltip } from "../ui/tooltip.tsx";

const panels: readonly [LeftPanel, string, LucideIcon][] = [
  ["add", "Add", Plus],
  ["outline", "Outline", ListTree],
  ["environments", "Environments", Boxes],
  ["runs", "Runs", History],
];

/** Chooses the left panel; a second press hides it. */
export function Rail() {
  const { open, panel } = useSession((state) => state.left);
  return (
    <nav
      aria-label="Panels"
      className="flex w-12 shrink-0 flex-col items-center gap-1 border-r border-line bg-surface py-2"
    >
      {panels.map(([id, title, Icon]) => (
        <Tooltip key={id} label={title} side="right">
          <button
            type="button"
            aria-label={title}
            aria-pressed={open && panel === id}
            onClick={() => showLeft(context.session, id)}
            className={classNames(
              "flex size-9 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-text",
              "aria-pressed:bg-accent-soft aria-pressed:text-accent",
            )}
          >
            <Icon aria-hidden className="size-[18px]" />
          </button>
        </Tooltip>
      ))}
    </nav>
  );
}
