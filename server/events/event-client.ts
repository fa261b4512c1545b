import type { ServerEvent } from "@cellweave/engine/model/wire";
import { frame, frames, heartbeat } from "./frames.ts";
import type { ReplayBuffer } from "./replay-buffer.ts";

/** Where a tab's stream goes: a response, or what a test reads. */
export interface Sink {
  /** False when it should not be given more until it has drained. */
  write(text: string): boolean;
  once(event: "drain", listener: () => void): unknown;
  destroy(): unknown;
}

/** Characters written at once; what a slow tab has outstanding in memory is about as much. */
const most = 512 * 1024;

/** One tab: it holds a place in the replay buffer and no events of its own, however slow it is. */
export class EventClient {
  readonly #server: string;
  readonly #buffer: ReplayBuffer;
  readonly #sink: Sink;
  #at: number;
  #full = false;
  #fullSince = 0;

  constructor(server: string, buffer: ReplayBuffer, sink: Sink, at: number) {
    this.#server = server;
    this.#buffer = buffer;
    this.#sink = sink;
    this.#at = at;
  }

  /** Says something to this tab alone. */
  tell(event: ServerEvent, id: string | null): void {
    this.#write(frame(id, JSON.stringify(event)));
  }

  /** Sends what the tab has not had yet, as far as it takes it. */
  pump(): void {
    while (!this.#full && this.#at !== this.#buffer.last) {
      const told = this.#buffer.after(this.#at, most);
      this.#at = told?.at(-1)?.number ?? this.#buffer.last;
      if (told === null) this.tell({ topic: "gap" }, `${this.#server}.${this.#at}`);
      else this.#write(frames(this.#server, told));
    }
  }

  /** Keeps the connection alive, and lets go of a tab that has taken nothing for too long. */
  beat(stalled: number): void {
    if (!this.#full) this.#write(heartbeat);
    else if (Date.now() - this.#fullSince > stalled) this.#sink.destroy();
  }

  #write(text: string): void {
    if (this.#sink.write(text) || this.#full) return;
    this.#full = true;
    this.#fullSince = Date.now();
    this.#sink.once("drain", () => {
      this.#full = false;
      this.pump();
    });
  }
}
