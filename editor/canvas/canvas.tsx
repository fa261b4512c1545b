import "@xyflow/react/dist/base.css";
import "./canvas.css";
import { ReactFlowProvider } from "@xyflow/react";
import { lazy, Suspense } from "react";
import { useSession } from "../hooks/use-session.ts";
import { FlowView } from "./flow-view.tsx";
import { SearchBar } from "./search-bar.tsx";

const ConnectDialog = lazy(() => import("./connect-dialog.tsx").then((file) => ({ default: file.ConnectDialog })));

/** The notebook as a graph of cells. */
export function Canvas() {
  const searching = useSession((state) => state.search.open);
  const connecting = useSession((state) => state.dialog === "connect");
  return (
    <section aria-label="Canvas" className="relative h-full min-w-0 flex-1 overflow-hidden bg-canvas">
      <ReactFlowProvider>
        <FlowView />
      </ReactFlowProvider>
      {searching ? <SearchBar /> : null}
      <Suspense fallback={null}>{connecting ? <ConnectDialog /> : null}</Suspense>
    </section>
  );
}
