import type { RunEvent } from "@cellweave/engine/model/run";
import type { EventId, ServerEvent } from "@cellweave/engine/model/wire";
import { isTold } from "../runs/is-told.ts";
import { createRunFeed, onNextFrame } from "../runs/run-feed.ts";
import type { ActionContext } from "./action.ts";
import { loadRuns } from "./load-runs.ts";
import { refresh } from "./notebook.ts";
import { queryClient } from "./queries.ts";
import { tellVerdict } from "./verify.ts";

type Topics = {
  readonly [Topic in ServerEvent["topic"]]: (event: Extract<ServerEvent, { topic: Topic }>, id: EventId) => void;
};

/** Lets the stores follow what the server tells, from now on; the result stops it. */
export function connectServer(context: ActionContext): () => void {
  const { documents, runs, server } = context;
  const feed = createRunFeed(runs, (id) => documents.getState().content.cells[id]?.source, onNextFrame);
  let held: { readonly id: EventId; readonly events: readonly RunEvent[] }[] = [];
  const release = () => {
    const { after } = runs.getState();
    for (const { id, events } of held) if (!isTold(id, after)) feed.take(events);
    held = [];
  };
  const topics: Topics = {
    run({ notebook, events }, id) {
      if (events.some(endsOrStarts)) void followHistory(context, notebook);
      if (notebook !== documents.getState().path) return;
      held.push({ id, events });
      if (!runs.getState().loading) release();
    },
    verification({ verification, seal }) {
      if (verification.notebook !== documents.getState().path) return;
      const ended = verification.finishedAt !== null;
      runs.setState({ verification: { going: ended ? null : verification, seal } });
      if (ended) tellVerdict(context, verification);
    },
    notebook({ path, version }) {
      void queryClient.invalidateQueries({ queryKey: ["notebooks"] });
      const open = documents.getState();
      if (path === open.path && version === null) tellGone(context);
      if (path === open.path && version !== null && version !== open.baseVersion) void refresh(context);
    },
    hello: () => {},
    gap() {
      const { path } = documents.getState();
      if (path === null) return;
      void loadRuns(context, path);
      void refresh(context);
    },
  };
  const stream = server.openEventStream({
    event: (event, id) => (topics[event.topic] as ((event: ServerEvent, id: EventId) => void) | undefined)?.(event, id),
    connected: (connected) => runs.setState({ connected }),
  });
  const stop = runs.subscribe((now, before) => before.loading && !now.loading && release());
  return () => {
    stop();
    stream.close();
  };
}

function tellGone({ tell }: ActionContext): void {
  const hint = "What you see is still here. Put the file back under its name, then save.";
  tell({ tone: "danger", title: "The notebook was moved or deleted outside of the editor.", hint });
}

function endsOrStarts(event: RunEvent): boolean {
  return event.event === "run-started" || event.event === "run-finished";
}

async function followHistory({ server, runs, documents }: ActionContext, notebook: string): Promise<void> {
  if (notebook !== documents.getState().path) return;
  const history = await server.listRuns(notebook).catch(() => null);
  if (history && notebook === documents.getState().path) runs.setState({ history });
}
