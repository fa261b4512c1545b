import type { CellId } from "@cellweave/engine/model/flow";
import { MousePointerClick, X } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { context } from "../actions/context.ts";
import { useDocument } from "../hooks/use-document.ts";
import { useFocusedCell, useSession } from "../hooks/use-session.ts";
import { toggleRegion } from "../session/changes.ts";
import type { InspectorTab } from "../session/session.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { ResizablePanel } from "../ui/resizable-panel.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { CodeTab } from "./inspector/code-tab.tsx";
import { InspectorHead } from "./inspector/inspector-head.tsx";
import { ManySelected } from "./inspector/many-selected.tsx";

// What shows outputs brings Markdown, sanitising and terminal colours with it: not needed for the first screen.
const OutputTab = lazy(() => import("./inspector/output-tab.tsx").then((file) => ({ default: file.OutputTab })));
const LogsTab = lazy(() => import("./inspector/logs-tab.tsx").then((file) => ({ default: file.LogsTab })));
const WhyTab = lazy(() => import("./inspector/why-tab.tsx").then((file) => ({ default: file.WhyTab })));
const SettingsTab = lazy(() => import("./inspector/settings-tab.tsx").then((file) => ({ default: file.SettingsTab })));

/** Where a cell's code is edited: only the editor's own folder knows how, so the app hands it in. */
export interface EditorSlotProps {
  readonly cell: CellId;
  readonly label: string;
  /** Take the whole height of the place. */
  readonly fill?: boolean;
  readonly autoFocus?: boolean;
  readonly onLeave?: () => void;
  readonly onRun?: (then: "next" | "stay" | "insert") => void;
}
export type EditorSlot = (props: EditorSlotProps) => ReactNode;

/** Everything about the cell that was chosen last. */
export function Inspector({ editor }: { readonly editor: EditorSlot }) {
  const { open, width } = useSession((state) => state.inspector);
  if (!open) return null;
  const resize = (next: number) =>
    context.session.setState(({ inspector }) => ({ inspector: { ...inspector, width: next } }));
  return (
    <ResizablePanel
      label="Inspector"
      edge="left"
      size={width}
      smallest={280}
      onResize={resize}
      className="border-l border-line"
    >
      <Content editor={editor} />
    </ResizablePanel>
  );
}

function Content({ editor }: { readonly editor: EditorSlot }) {
  const id = useFocusedCell();
  const count = useSession((state) => state.selected.length);
  const exists = useDocument((state) => id !== null && state.content.cells[id] !== undefined);
  if (id === null || !exists)
    return (
      <>
        <header className="flex h-9 shrink-0 items-center justify-between border-b border-line pr-1 pl-3">
          <h2 className="font-semibold">Inspector</h2>
          <HideButton />
        </header>
        <EmptyState icon={<MousePointerClick aria-hidden />} title="No cell is selected">
          Choose one on the canvas or in the outline to see its code, its output and why it runs when it does.
        </EmptyState>
      </>
    );
  return (
    <>
      <InspectorHead id={id} end={<HideButton />} />
      {count > 1 ? <ManySelected count={count} /> : null}
      <CellTabs id={id} editor={editor} />
    </>
  );
}

function CellTabs({ id, editor }: { readonly id: CellId; readonly editor: EditorSlot }) {
  const tab = useSession((state) => state.inspector.tab);
  const show = (next: string) =>
    context.session.setState(({ inspector }) => ({ inspector: { ...inspector, tab: next as InspectorTab } }));
  return (
    <Tabs
      label="About the cell"
      value={tab}
      onChange={show}
      items={[
        { id: "code", label: "Code", content: () => <CodeTab id={id} editor={editor} /> },
        {
          id: "output",
          label: "Output",
          content: () => (
            <Suspense fallback={null}>
              <OutputTab key={id} id={id} />
            </Suspense>
          ),
        },
        {
          id: "logs",
          label: "Logs",
          content: () => (
            <Suspense fallback={null}>
              <LogsTab key={id} id={id} />
            </Suspense>
          ),
        },
        {
          id: "why",
          label: "Why?",
          content: () => (
            <Suspense fallback={null}>
              <WhyTab id={id} />
            </Suspense>
          ),
        },
        {
          id: "settings",
          label: "Settings",
          content: () => (
            <Suspense fallback={null}>
              <SettingsTab key={id} id={id} />
            </Suspense>
          ),
        },
      ]}
    />
  );
}

function HideButton() {
  return (
    <IconButton
      size="small"
      label="Hide the inspector"
      keys="Ctrl+Alt+B"
      icon={<X aria-hidden />}
      onClick={() => toggleRegion(context.session, "inspector")}
    />
  );
}
