import type { ActionContext } from "../actions/action.ts";
import { showRun } from "../actions/load-runs.ts";
import { openNotebook } from "../actions/notebook.ts";
import { reveal, showInspector } from "../session/changes.ts";
import { readLink, writeLink } from "./deep-link.ts";

/** Opens what the address says, and keeps the address saying what is open; the result stops it. */
export function followAddress(context: ActionContext, page: Window): () => void {
  const { session, documents } = context;
  const show = () => {
    void openLinked(context, new URL(page.location.href));
  };
  const write = () => {
    const { path } = documents.getState();
    const { page: shown, selected, run, inspector } = session.getState();
    const notebook = shown === "home" ? null : path;
    const link = { notebook, node: selected.at(-1) ?? null, run, tab: inspector.open ? inspector.tab : null };
    const address = writeLink(link);
    const now = page.location.pathname + page.location.search;
    if (address === now || (notebook === null && shown !== "home")) return;
    const elsewhere = readLink(new URL(page.location.href)).notebook !== notebook;
    page.history[elsewhere ? "pushState" : "replaceState"](null, "", address);
  };
  page.addEventListener("popstate", show);
  show();
  const stops = [session.subscribe(write), documents.subscribe(write)];
  return () => {
    page.removeEventListener("popstate", show);
    for (const stop of stops) stop();
  };
}

async function openLinked(context: ActionContext, url: URL): Promise<void> {
  const { notebook, node, run, tab } = readLink(url);
  const { session, documents } = context;
  if (notebook === null) {
    session.setState({ page: "home" });
    return;
  }
  if (documents.getState().path !== notebook) {
    session.setState({ page: "notebook" });
    if (!(await openNotebook(context, notebook))) {
      session.setState({ page: "home" });
      return;
    }
  }
  session.setState({ page: "notebook" });
  if (tab !== null) showInspector(session, tab);
  if (node !== null && documents.getState().content.cells[node]) reveal(session, node);
  if (run !== null && run !== session.getState().run) await showRun(context, run);
}
