import "@xyflow/react/dist/base.css";
import "./canvas.css";
import { ReactFlowProvider } from "@xyflow/react";
import { ConnectDialog } from "./connect-dialog.tsx";
import { FlowView } from "./flow-view.tsx";
import { SearchBar } from "./search-bar.tsx";

/** The notebook as a graph of cells. */
export function Canvas() {
  return (
    <section aria-label="Canvas" className="relative h-full min-w-0 flex-1 overflow-hidden bg-canvas">
      <ReactFlowProvider>
        <FlowView />
      </ReactFlowProvider>
      <SearchBar />
      <ConnectDialog />
    </section>
  );
}
