import type { InspectorTab } from "../session/session.ts";

/** What an address of the editor says: `/n/<notebook>?node=&run=&tab=`. */
export interface DeepLink {
  readonly notebook: string | null;
  readonly node: string | null;
  readonly run: string | null;
  readonly tab: InspectorTab | null;
}

const tabs: readonly InspectorTab[] = ["code", "settings", "output", "logs", "why"];

export function readLink(url: URL): DeepLink {
  const notebook = url.pathname.startsWith("/n/") ? decoded(url.pathname.slice(3)) : null;
  const tab = url.searchParams.get("tab");
  return {
    notebook: notebook || null,
    node: url.searchParams.get("node"),
    run: url.searchParams.get("run"),
    tab: tabs.find((known) => known === tab) ?? null,
  };
}

export function writeLink({ notebook, node, run, tab }: DeepLink): string {
  if (notebook === null) return "/";
  const query = new URLSearchParams();
  if (node !== null) query.set("node", node);
  if (run !== null) query.set("run", run);
  if (node !== null && tab !== null) query.set("tab", tab);
  const text = query.toString();
  return `/n/${notebook.split("/").map(encodeURIComponent).join("/")}${text === "" ? "" : `?${text}`}`;
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
