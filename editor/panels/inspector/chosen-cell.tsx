import type { CellId } from "@cellweave/engine/model/flow";
import { lazy, type ReactNode, Suspense } from "react";
import { context } from "../../actions/context.ts";
import { useSession } from "../../hooks/use-session.ts";
import type { InspectorTab } from "../../session/session.ts";
import { Tabs } from "../../ui/tabs.tsx";
import type { EditorSlot } from "../inspector.tsx";
import { CodeTab } from "./code-tab.tsx";
import { InspectorHead } from "./inspector-head.tsx";
import { ManySelected } from "./many-selected.tsx";

// What shows outputs brings Markdown, sanitising and terminal colours with it.
const OutputTab = lazy(() => import("./output-tab.tsx").then((file) => ({ default: file.OutputTab })));
const LogsTab = lazy(() => import("./logs-tab.tsx").then((file) => ({ default: file.LogsTab })));
const WhyTab = lazy(() => import("./why-tab.tsx").then((file) => ({ default: file.WhyTab })));
const ParallelTab = lazy(() => import("./parallel-tab.tsx").then((file) => ({ default: file.ParallelTab })));
const SettingsTab = lazy(() => import("./settings-tab.tsx").then((file) => ({ default: file.SettingsTab })));

/** The cell that was chosen last: its name, what can be done with it, and its tabs. */
export function ChosenCell({
  id,
  editor,
  end,
}: {
  readonly id: CellId;
  readonly editor: EditorSlot;
  readonly end: ReactNode;
}) {
  const count = useSession((state) => state.selected.length);
  return (
    <>
      <InspectorHead id={id} end={end} />
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
          id: "parallel",
          label: "Parallel",
          content: () => (
            <Suspense fallback={null}>
              <ParallelTab key={id} id={id} />
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
