import type { EventId, ServerEvent } from "@cellweave/engine/model/wire";
import { onTestFinished } from "vitest";

export interface ToldToTab {
  readonly id: EventId | null;
  readonly event: ServerEvent;
}

export interface Tab {
  readonly told: readonly ToldToTab[];
  /** What was told when `enough` first says so. */
  until(enough: (told: readonly ToldToTab[]) => boolean): Promise<readonly ToldToTab[]>;
  close(): void;
}

/** A tab's event stream over a real port, joined when this settles. */
export async function openTab(url: string, headers: { readonly [name: string]: string }): Promise<Tab> {
  const stop = new AbortController();
  const response = await fetch(url, { headers, signal: stop.signal });
  const reader = response.body?.getReader();
  if (!response.ok || !reader) throw new Error(`${url} answered ${response.status}`);
  const told: ToldToTab[] = [];
  const decoder = new TextDecoder();
  let rest = "";
  const tab: Tab = {
    told,
    async until(enough) {
      while (!enough(told)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`The stream ended after ${told.length} messages`);
        const messages = (rest + decoder.decode(value, { stream: true })).split("\n\n");
        rest = messages.pop() ?? "";
        told.push(...messages.map(messageOf).filter((message) => message !== null));
      }
      return told;
    },
    close: () => stop.abort(),
  };
  onTestFinished(tab.close);
  await tab.until(() => told.length > 0);
  return tab;
}

function messageOf(message: string): ToldToTab | null {
  const data = /^data: (.*)$/m.exec(message)?.[1];
  if (data === undefined) return null;
  return { id: /^id: (.*)$/m.exec(message)?.[1] ?? null, event: JSON.parse(data) as ServerEvent };
}
