import { useViewport } from "@xyflow/react";
import { memo } from "react";
import type { ActionId } from "../actions/actions.ts";
import { useAction } from "../actions/use-action.ts";
import { useSession } from "../hooks/use-session.ts";
import { IconButton } from "../ui/icon-button.tsx";
import type { Layout } from "./layout/linear-layout.ts";
import { Minimap } from "./minimap.tsx";

const controls = ["zoom-out", "zoom-in", "fit", "tidy", "minimap"] as const satisfies readonly ActionId[];

/** Zoom, fit, tidy and the minimap, at the lower left. */
export const CanvasControls = memo(function CanvasControls({ layout }: { readonly layout: Layout }) {
  const minimap = useSession((state) => state.minimap);
  return (
    <div className="pointer-events-none absolute bottom-3 left-3 z-10 flex flex-col items-start gap-2 [&>*]:pointer-events-auto">
      {minimap ? <Minimap layout={layout} /> : null}
      <div
        role="toolbar"
        aria-label="View of the canvas"
        className="flex items-center rounded-lg border border-line bg-raised p-0.5 shadow-raised"
      >
        {controls.map((id) => (
          <ActionButton key={id} id={id} />
        ))}
        <Zoom />
      </div>
    </div>
  );
});

function Zoom() {
  const { zoom } = useViewport();
  return <span className="w-11 text-center text-xs text-muted tabular-nums">{Math.round(zoom * 100)} %</span>;
}

export const ActionButton = memo(function ActionButton({
  id,
  tabIndex,
}: {
  readonly id: ActionId;
  readonly tabIndex?: number;
}) {
  const { action, shortcut, enabled, run } = useAction(id);
  const Icon = action.icon;
  return (
    <IconButton
      size="small"
      className="size-7"
      label={action.title}
      keys={shortcut}
      icon={<Icon aria-hidden />}
      disabled={!enabled}
      tabIndex={tabIndex}
      onClick={run}
      data-action={id}
    />
  );
});
