import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { EventId, ServerEvent } from "@cellweave/engine/model/wire";

export interface ToldToTab {
  readonly id: EventId | null;
  readonly event: ServerEvent;
}

/** Reads a tab's event stream until `enough` says so; heartbeats are left out. */
export async function readEvents(
  url: string,
  headers: { readonly [name: string]: string },
  enough: (told: readonly ToldToTab[]) => boolean,
): Promise<ToldToTab[]> {
  const stop = new AbortController();
  const response = await fetch(url, { headers, signal: stop.signal });
  if (!response.body) throw new Error(`${url} answered ${response.status} without a body`);
  const told: ToldToTab[] = [];
  let rest = "";
  const decoder = new TextDecoder();
  for await (const bytes of Readable.fromWeb(response.body as ReadableStream<Uint8Array>)) {
    const messages = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
    rest = messages.pop() ?? "";
    told.push(...messages.map(messageOf).filter((message) => message !== null));
    if (enough(told)) break;
  }
  stop.abort();
  return told;
}

function messageOf(message: string): ToldToTab | null {
  const data = /^data: (.*)$/m.exec(message)?.[1];
  if (data === undefined) return null;
  return { id: /^id: (.*)$/m.exec(message)?.[1] ?? null, event: JSON.parse(data) as ServerEvent };
}
