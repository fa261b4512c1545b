import type { NodeTypeName } from "@cellweave/nodes";
import { lazy, Suspense, useEffect } from "react";
import { context } from "./actions/context.ts";
import { startPaletteDrag } from "./actions/palette-drag.ts";
import { Canvas } from "./canvas/canvas.tsx";
import { useDocument } from "./hooks/use-document.ts";
import { useSession } from "./hooks/use-session.ts";
import type { FileSlot } from "./panels/export/file-preview.tsx";
import { Inspector } from "./panels/inspector.tsx";
import { LeftPanel } from "./panels/left-panel.tsx";
import type { DiffSlot } from "./panels/skeleton-dialog.tsx";
import { CellEditorSlot } from "./shell/cell-editor-slot.tsx";
import { Header } from "./shell/header.tsx";
import { ProgressStrip } from "./shell/progress-strip.tsx";
import { Rail } from "./shell/rail.tsx";

// What is not on the first screen is loaded when it is first wanted.
const Home = lazy(() => import("./panels/home.tsx").then((file) => ({ default: file.Home })));
const ImportPreview = lazy(() =>
  import("./panels/import-preview.tsx").then((file) => ({ default: file.ImportPreview })),
);
const NotebookView = lazy(() => import("./panels/notebook-view.tsx").then((file) => ({ default: file.NotebookView })));
const Drawer = lazy(() => import("./panels/drawer.tsx").then((file) => ({ default: file.Drawer })));
const CommandPalette = lazy(() =>
  import("./panels/command-palette.tsx").then((file) => ({ default: file.CommandPalette })),
);
const ShortcutsSheet = lazy(() =>
  import("./panels/shortcuts-sheet.tsx").then((file) => ({ default: file.ShortcutsSheet })),
);
const ConflictDialog = lazy(() =>
  import("./panels/conflict-dialog.tsx").then((file) => ({ default: file.ConflictDialog })),
);
const SealDialog = lazy(() => import("./panels/seal-dialog.tsx").then((file) => ({ default: file.SealDialog })));
const SkeletonDialog = lazy(() =>
  import("./panels/skeleton-dialog.tsx").then((file) => ({ default: file.SkeletonDialog })),
);
const ExportDialog = lazy(() => import("./panels/export-dialog.tsx").then((file) => ({ default: file.ExportDialog })));
const FileView = lazy(() => import("./cell-editor/file-view.tsx").then((file) => ({ default: file.FileView })));
const DiffView = lazy(() => import("./cell-editor/diff-view.tsx").then((file) => ({ default: file.DiffView })));
const HintBar = lazy(() => import("./panels/hint-bar.tsx").then((file) => ({ default: file.HintBar })));
const QuickAdd = lazy(() => import("./panels/quick-add.tsx").then((file) => ({ default: file.QuickAdd })));

export function App() {
  const page = useSession((state) => state.page);
  const path = useDocument((state) => state.path);
  const name = path?.split("/").at(-1);
  useEffect(() => {
    document.title = page !== "home" && name ? `${name} – Cellweave` : "Cellweave";
  }, [page, name]);
  return (
    <>
      <Suspense fallback={null}>{page === "home" ? <Home /> : <Opened page={page} path={path} />}</Suspense>
      <Dialogs />
    </>
  );
}

function Opened({ page, path }: { readonly page: "preview" | "notebook"; readonly path: string | null }) {
  if (path === null) return <Opening />;
  return page === "preview" ? <ImportPreview /> : <Notebook />;
}

function Opening() {
  return (
    <main className="flex h-full items-center justify-center text-muted" aria-busy="true">
      Opening the notebook …
    </main>
  );
}

function Notebook() {
  const view = useSession((state) => state.view);
  const drawer = useSession((state) => state.drawer.open);
  return (
    <div className="flex h-full flex-col">
      <Header />
      <ProgressStrip />
      <div className="flex min-h-0 flex-1">
        <Rail />
        <LeftPanel
          onGrab={(type, press) => startPaletteDrag(context, type.type as NodeTypeName, type.title, press.nativeEvent)}
        />
        <div className="flex min-w-0 flex-1 flex-col">
          <main className="flex min-h-0 flex-1">
            {view === "notebook" ? null : <Canvas />}
            {view === "canvas" ? null : (
              <Suspense fallback={<div className="flex-1" />}>
                <NotebookView editor={CellEditorSlot} />
              </Suspense>
            )}
          </main>
          <Suspense fallback={null}>
            <HintBar />
          </Suspense>
          {drawer ? (
            <Suspense fallback={null}>
              <Drawer />
            </Suspense>
          ) : null}
        </div>
        <Inspector editor={CellEditorSlot} />
      </div>
    </div>
  );
}

const diffSlot: DiffSlot = (props) => (
  <Suspense fallback={props.fallback}>
    <DiffView {...props} />
  </Suspense>
);

const fileSlot: FileSlot = (props) => (
  <Suspense fallback={props.fallback}>
    <FileView {...props} />
  </Suspense>
);

function Dialogs() {
  const dialog = useSession((state) => state.dialog);
  return (
    <Suspense fallback={null}>
      {dialog === "palette" ? <CommandPalette /> : null}
      {dialog === "quick-add" ? <QuickAdd /> : null}
      {dialog === "shortcuts" ? <ShortcutsSheet /> : null}
      {dialog === "conflicts" ? <ConflictDialog /> : null}
      {dialog === "seal" ? <SealDialog /> : null}
      {dialog === "export" ? <ExportDialog view={fileSlot} /> : null}
      {dialog === "skeleton" ? <SkeletonDialog diff={diffSlot} /> : null}
    </Suspense>
  );
}
