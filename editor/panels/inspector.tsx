import type { CellId } from "@cellweave/engine/model/flow";
import { MousePointerClick, X } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { context } from "../actions/context.ts";
import { useDocument } from "../hooks/use-document.ts";
import { useFocusedCell, useSession } from "../hooks/use-session.ts";
import { toggleRegion } from "../session/changes.ts";
import { classNames } from "../ui/class-names.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { ResizablePanel } from "../ui/resizable-panel.tsx";

const ChosenCell = lazy(() => import("./inspector/chosen-cell.tsx").then((file) => ({ default: file.ChosenCell })));

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
  const empty = useFocusedCell() === null;
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
      // On a small screen the canvas needs the room more than a panel that says nothing.
      className={classNames("border-l border-line", empty && "max-xl:hidden")}
    >
      <Content editor={editor} />
    </ResizablePanel>
  );
}

function Content({ editor }: { readonly editor: EditorSlot }) {
  const id = useFocusedCell();
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
    <Suspense fallback={null}>
      <ChosenCell id={id} editor={editor} end={<HideButton />} />
    </Suspense>
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
