import "./ui/theme.css";
import { Tooltip } from "@base-ui/react/tooltip";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { connectServer } from "./actions/connect-server.ts";
import { context } from "./actions/context.ts";
import { listenShortcuts } from "./actions/listen-shortcuts.ts";
import { queryClient } from "./actions/queries.ts";
import { watchFailures } from "./actions/watch-failures.ts";
import { watchSelection } from "./actions/watch-selection.ts";
import { watchStale } from "./actions/watch-stale.ts";
import { App } from "./app.tsx";
import { startAnalysis } from "./document/start-analysis.ts";
import { remember } from "./session/remember.ts";
import { applyTheme } from "./shell/apply-theme.ts";
import { FailureBoundary } from "./shell/failure-boundary.tsx";
import { followAddress } from "./shell/follow-address.ts";
import { testApi } from "./shell/test-api.ts";
import { warnUnsaved } from "./shell/warn-unsaved.ts";
import { Toaster } from "./ui/toast.tsx";

applyTheme(context.session, document.documentElement, matchMedia("(prefers-color-scheme: dark)"));
remember(context.session, localStorage);
startAnalysis(context.documents, context.analysis);
watchStale(context);
watchSelection(context);
watchFailures(context);
connectServer(context);
listenShortcuts(document);
followAddress(context, window);
warnUnsaved(context.documents, window);
Object.defineProperty(window, "__cellweave", { value: Object.freeze(testApi(context)) });

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Tooltip.Provider>
          <FailureBoundary>
            <App />
          </FailureBoundary>
          <Toaster />
        </Tooltip.Provider>
      </QueryClientProvider>
    </StrictMode>,
  );
