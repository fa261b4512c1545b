import type { RunEvent } from "@cellweave/engine/model/run";
import type { ServerEvent } from "@cellweave/engine/model/wire";
import { createRunFeed, onNextFrame } from "../runs/run-feed.ts";
import type { ActionContext } from "./action.ts";
import { loadRuns } from "./load-runs.ts";
import { refresh } from "./notebook.ts";
import { queryClient } from "./queries.ts";

/** Lets the stores follow what the server tells, from now on; the result stops it. */
export function connectServer(context: ActionContext): () => void {
  const { documents, runs, server } = context;
  const feed = createRunFeed(runs, (id) => documents.getState().content.cells[id]?.source, onNextFrame);
  const reload = () => {
    const { path } = documents.getState();
    if (path === null) return;
    void loadRuns(context, path);
    void refresh(context);
  };
  const listeners: {
    readonly [Topic in ServerEvent["topic"]]: (event: Extract<ServerEvent, { topic: Topic }>) => void;
  } = {
    run({ notebook, events }) {
      if (notebook === documents.getState().path) feed.take(events);
      if (events.some(endsOrStarts)) void followHistory(context, notebook);
    },
    notebook({ path, version }) {
      void queryClient.invalidateQueries({ queryKey: ["notebooks"] });
      const open = documents.getState();
      if (path === open.path && version !== null && version !== open.baseVersion) void refresh(context);
    },
    hello: () => {},
    gap: reload,
  };
  const stream = server.openEventStream({
    event: (event) => (listeners[event.topic] as ((event: ServerEvent) => void) | undefined)?.(event),
    connected: (connected) => runs.setState({ connected }),
  });
  return () => stream.close();
}

function endsOrStarts(event: RunEvent): boolean {
  return event.event === "run-started" || event.event === "run-finished";
}

async function followHistory({ server, runs, documents }: ActionContext, notebook: string): Promise<void> {
  if (notebook !== documents.getState().path) return;
  const history = await server.listRuns(notebook).catch(() => null);
  if (history && notebook === documents.getState().path) runs.setState({ history });
}
