import type { ServerEvent } from "@cellweave/engine/model/wire";

export interface Told {
  readonly number: number;
  readonly event: ServerEvent;
  readonly json: string;
}

/** The latest events, numbered from 1, as many as `limit` characters hold; at least the last one. */
export class ReplayBuffer {
  readonly #limit: number;
  #told: Told[] = [];
  #size = 0;
  #next = 1;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Characters held. */
  get size(): number {
    return this.#size;
  }

  get last(): number {
    return this.#next - 1;
  }

  add(event: ServerEvent): Told {
    const told = { number: this.#next++, event, json: JSON.stringify(event) };
    this.#told.push(told);
    this.#size += told.json.length;
    let dropped = 0;
    while (this.#size > this.#limit && dropped < this.#told.length - 1) {
      this.#size -= this.#told[dropped++]?.json.length ?? 0;
    }
    if (dropped > 0) this.#told.splice(0, dropped);
    return told;
  }

  /** What came after that number, about `most` characters of it; null when some of it is no longer held. */
  after(number: number, most: number): readonly Told[] | null {
    const first = this.#next - this.#told.length;
    if (number + 1 < first || number > this.last) return null;
    const from = number + 1 - first;
    let to = from;
    for (let size = 0; to < this.#told.length && size < most; to++) size += this.#told[to]?.json.length ?? 0;
    return this.#told.slice(from, to);
  }
}
