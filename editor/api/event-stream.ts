import type { EventId, ServerEvent } from "@cellweave/engine/model/wire";
import { address, token } from "./address.ts";

export interface EventStreamListener {
  /** `id` is empty for what cannot be asked for again. */
  event(event: ServerEvent, id: EventId): void;
  /** The stream came up (true) or was lost (false). What was missed meanwhile is told after it comes up again. */
  connected(up: boolean): void;
}

export interface EventStream {
  close(): void;
}

/** Where the page keeps trying: soon at first, then every few seconds. */
const waits = [250, 500, 1000, 2000, 4000];

/** The tab's one stream of server events; it comes up again by itself and asks for what it missed. */
export function openEventStream(
  listener: EventStreamListener,
  open: (url: string) => EventSource = (url) => new EventSource(url),
  later: (go: () => void, wait: number) => void = (go, wait) => setTimeout(go, wait),
): EventStream {
  let lastId = "";
  let tries = 0;
  let closed = false;
  let source: EventSource | null = null;
  const connect = () => {
    if (closed) return;
    source = open(streamAddress(lastId));
    source.onopen = () => {
      tries = 0;
      listener.connected(true);
    };
    source.onmessage = (message: MessageEvent<string>) => {
      if (message.lastEventId !== "") lastId = message.lastEventId;
      listener.event(JSON.parse(message.data) as ServerEvent, message.lastEventId);
    };
    // The browser's own reconnect gives up after some errors, so each loss opens a new source.
    source.onerror = () => {
      source?.close();
      listener.connected(false);
      later(connect, waits[Math.min(tries, waits.length - 1)] ?? 4000);
      tries += 1;
    };
  };
  connect();
  return {
    close() {
      closed = true;
      source?.close();
    },
  };
}

function streamAddress(after: string): string {
  const query = new URLSearchParams();
  if (after !== "") query.set("after", after);
  // EventSource cannot send headers.
  if (token !== null) query.set("token", token);
  const text = query.toString();
  return address(`/events${text === "" ? "" : `?${text}`}`);
}
