import { X } from "lucide-react";
import { lazy, Suspense } from "react";
import { context } from "../actions/context.ts";
import { useSession } from "../hooks/use-session.ts";
import { toggleRegion } from "../session/changes.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { ResizablePanel } from "../ui/resizable-panel.tsx";
import { Outline } from "./outline.tsx";
import type { PaletteProps } from "./palette.tsx";

const Palette = lazy(() => import("./palette.tsx").then((file) => ({ default: file.Palette })));
const RunsHistory = lazy(() => import("./runs-history.tsx").then((file) => ({ default: file.RunsHistory })));
const EnvironmentsPanel = lazy(() =>
  import("./environments-panel.tsx").then((file) => ({ default: file.EnvironmentsPanel })),
);

const titles = { add: "Add", outline: "Outline", environments: "Environments", templates: "Add", runs: "Runs" };

/** What stands at the left of the canvas; the rail beside it says which. */
export function LeftPanel({ onGrab }: PaletteProps) {
  const { open, panel, width } = useSession((state) => state.left);
  if (!open) return null;
  const resize = (next: number) => context.session.setState(({ left }) => ({ left: { ...left, width: next } }));
  return (
    <ResizablePanel label={titles[panel]} edge="right" size={width} onResize={resize} className="border-r border-line">
      <header className="flex h-9 shrink-0 items-center justify-between border-b border-line pr-1 pl-3">
        <h2 className="font-semibold">{titles[panel]}</h2>
        <IconButton
          size="small"
          label="Hide the left panel"
          keys="Ctrl+B"
          icon={<X aria-hidden />}
          onClick={() => toggleRegion(context.session, "left")}
        />
      </header>
      {panel === "outline" ? <Outline /> : null}
      <Suspense fallback={null}>
        {panel === "add" || panel === "templates" ? <Palette onGrab={onGrab} /> : null}
        {panel === "runs" ? <RunsHistory /> : null}
        {panel === "environments" ? <EnvironmentsPanel /> : null}
      </Suspense>
    </ResizablePanel>
  );
}
