import { X } from "lucide-react";
import { context } from "../actions/context.ts";
import { useSession } from "../hooks/use-session.ts";
import { toggleRegion } from "../session/changes.ts";
import type { DrawerTab } from "../session/session.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { ResizablePanel } from "../ui/resizable-panel.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { ItemsPanel } from "./drawer/items-panel.tsx";
import { LogsPanel } from "./drawer/logs-panel.tsx";
import { NotebookDiff } from "./drawer/notebook-diff.tsx";
import { ProblemsTab, useProblems } from "./drawer/problems-tab.tsx";
import { SuggestionsPanel } from "./drawer/suggestions-panel.tsx";
import { Timeline } from "./drawer/timeline.tsx";
import { Variables } from "./drawer/variables.tsx";

/** What stands below the canvas. */
export function Drawer() {
  const { open, height } = useSession((state) => state.drawer);
  if (!open) return null;
  const resize = (next: number) => context.session.setState(({ drawer }) => ({ drawer: { ...drawer, height: next } }));
  return (
    <ResizablePanel
      label="Drawer"
      edge="top"
      size={height}
      smallest={120}
      onResize={resize}
      className="border-t border-line"
    >
      <DrawerTabs />
    </ResizablePanel>
  );
}

function DrawerTabs() {
  const tab = useSession((state) => state.drawer.tab);
  const problems = useProblems().length;
  const show = (next: string) =>
    context.session.setState(({ drawer }) => ({ drawer: { ...drawer, tab: next as DrawerTab } }));
  return (
    <Tabs
      label="Drawer"
      value={tab}
      onChange={show}
      items={[
        { id: "problems", label: "Problems", count: problems, content: () => <ProblemsTab /> },
        { id: "logs", label: "Logs", content: () => <LogsPanel /> },
        { id: "timeline", label: "Run timeline", content: () => <Timeline /> },
        { id: "items", label: "Items", content: () => <ItemsPanel /> },
        { id: "suggestions", label: "Suggestions", content: () => <SuggestionsPanel /> },
        { id: "variables", label: "Variables", content: () => <Variables /> },
        { id: "diff", label: "Notebook diff", content: () => <NotebookDiff /> },
      ]}
      end={
        <IconButton
          size="small"
          label="Hide the drawer"
          keys="Ctrl+J"
          icon={<X aria-hidden />}
          onClick={() => toggleRegion(context.session, "drawer")}
        />
      }
    />
  );
}
