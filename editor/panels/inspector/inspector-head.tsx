import type { CellId } from "@cellweave/engine/model/flow";
import {
  ArrowDownToLine,
  ArrowUpFromLine,
  EllipsisVertical,
  FastForward,
  Pin,
  Play,
  RefreshCcwDot,
  Trash2,
} from "lucide-react";
import type { ReactNode } from "react";
import { context } from "../../actions/context.ts";
import { perform } from "../../actions/perform.ts";
import { useAction } from "../../actions/use-action.ts";
import { placementOf } from "../../document/content.ts";
import { useCell, useDocument } from "../../hooks/use-document.ts";
import { useCellRun, useCellStatus } from "../../hooks/use-runs.ts";
import { select } from "../../session/changes.ts";
import { CacheBadge } from "../../ui/cache-badge.tsx";
import { cellTitle } from "../../ui/cell-title.ts";
import { duration } from "../../ui/duration.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { RunStateBadge } from "../../ui/run-states.tsx";

const kinds = { code: "Code", markdown: "Text", raw: "Raw" };

/** The cell's name and state, and what can be done with it. */
export function InspectorHead({ id, end }: { readonly id: CellId; readonly end: ReactNode }) {
  const cell = useCell(id);
  const index = useDocument((state) => state.content.order.indexOf(id));
  const status = useCellStatus(id);
  const run = useCellRun(id);
  const play = useAction("run-selected");
  if (!cell) return null;
  const isCode = cell.kind === "code";
  const { cache } = placementOf(cell);
  const alone = (act: () => void) => () => {
    select(context.session, [id]);
    act();
  };
  return (
    <header className="flex shrink-0 items-start gap-1 py-2 pr-1 pl-3">
      <div className="min-w-0 flex-1">
        <h2 className="truncate text-sm font-semibold" title={cellTitle(cell)}>
          {cellTitle(cell)}
        </h2>
        <p className="mt-1 flex flex-wrap items-center gap-1.5 text-xs text-muted">
          {isCode ? <RunStateBadge state={status} /> : null}
          <span>
            {kinds[cell.kind]} cell {index + 1}
          </span>
          <CacheBadge cache={cache} />
          {isCode && run.seconds !== null ? <span>· {duration(run.seconds)}</span> : null}
        </p>
      </div>
      {isCode ? (
        <IconButton
          size="small"
          label="Run this cell"
          keys="Shift+Enter"
          icon={<Play aria-hidden />}
          disabled={!play.enabled}
          onClick={alone(play.run)}
        />
      ) : null}
      <Menu
        align="end"
        trigger={<IconButton size="small" label="More for this cell" icon={<EllipsisVertical aria-hidden />} />}
        items={[
          {
            label: "Run to here",
            icon: <ArrowDownToLine aria-hidden />,
            keys: "Alt+Enter",
            disabled: !isCode,
            run: alone(() => perform("run-to-here")),
          },
          {
            label: "Run from here",
            icon: <FastForward aria-hidden />,
            keys: "Ctrl+Alt+Enter",
            disabled: !isCode,
            run: alone(() => perform("run-from-here")),
          },
          {
            label: cache === "pin" ? "Unpin the stored result" : "Pin the stored result",
            icon: <Pin aria-hidden />,
            keys: "P",
            disabled: !isCode,
            startsGroup: true,
            run: alone(() => perform("pin")),
          },
          {
            label: cache === "never" ? "Use stored results again" : "Run it every time",
            icon: <RefreshCcwDot aria-hidden />,
            disabled: !isCode,
            run: alone(() => perform("never-cache")),
          },
          {
            label: "Move up",
            icon: <ArrowUpFromLine aria-hidden />,
            keys: "Alt+ArrowUp",
            startsGroup: true,
            run: alone(() => perform("move-up")),
          },
          {
            label: "Move down",
            icon: <ArrowDownToLine aria-hidden />,
            keys: "Alt+ArrowDown",
            run: alone(() => perform("move-down")),
          },
          {
            label: "Delete",
            icon: <Trash2 aria-hidden />,
            keys: "Delete",
            danger: true,
            startsGroup: true,
            run: alone(() => perform("delete")),
          },
        ]}
      />
      {end}
    </header>
  );
}
