import type { EventId, ServerEvent } from "@cellweave/engine/model/wire";
import { EventClient, type Sink } from "./event-client.ts";
import { ReplayBuffer } from "./replay-buffer.ts";

export interface HubLimits {
  readonly replay: number;
  readonly heartbeat: number;
  readonly stalled: number;
}

/** Tells every open tab the same events in the same order, and those that come back what they missed. */
export class EventHub {
  /** Ids of another start of the server cannot be replayed, so they carry its name. */
  readonly server: string;
  readonly #buffer: ReplayBuffer;
  readonly #clients = new Map<EventClient, Sink & { end(): unknown }>();
  readonly #beats: NodeJS.Timeout;

  constructor(server: string, { replay, heartbeat, stalled }: HubLimits) {
    this.server = server;
    this.#buffer = new ReplayBuffer(replay);
    this.#beats = setInterval(() => {
      for (const client of this.#clients.keys()) client.beat(stalled);
    }, heartbeat).unref();
  }

  /** Everything told up to now. */
  get last(): EventId {
    return this.#id(this.#buffer.last);
  }

  /** Characters kept for replay. */
  get held(): number {
    return this.#buffer.size;
  }

  tell(event: ServerEvent): void {
    this.#buffer.add(event);
    for (const client of this.#clients.keys()) client.pump();
  }

  /** Opens a tab's stream after the event it had last (null: from now on); returns what closes it. */
  join(sink: Sink & { end(): unknown }, after: EventId | null, hello: ServerEvent): () => void {
    const at = after === null ? this.#buffer.last : this.#numberOf(after);
    const client = new EventClient(this.server, this.#buffer, sink, at);
    this.#clients.set(client, sink);
    client.tell(hello, after === null ? this.last : null);
    client.pump();
    return () => this.#clients.delete(client);
  }

  close(): void {
    clearInterval(this.#beats);
    for (const sink of this.#clients.values()) sink.end();
    this.#clients.clear();
  }

  /** -1 for an id that cannot be replayed: the buffer answers it with a gap. */
  #numberOf(id: EventId): number {
    const [server, number] = id.split(".");
    return server === this.server && /^\d+$/.test(number ?? "") ? Number(number) : -1;
  }

  #id(number: number): EventId {
    return `${this.server}.${number}`;
  }
}
