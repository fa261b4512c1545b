import type { Readable, Writable } from "node:stream";

/** How a program on the target ended: `lost` when the way to it broke, and it may run on. */
export interface ChannelEnd {
  readonly lost: boolean;
  /** The last words said about it. */
  readonly words: string;
}

/** A program on the target that talks over its standard input and output, byte for byte. */
export interface AgentChannel {
  readonly input: Writable;
  readonly output: Readable;
  /** Never rejects. */
  readonly ended: Promise<ChannelEnd>;
  /** Lets go of it at once. */
  close(): void;
}

/** How far a file is, in bytes. */
export type OnBytes = (done: number) => void;

/** A way to a target, which may break and be made again. */
export interface AgentLink {
  /** Starts a program there, given as its words; makes the way first where there is none. Rejects with a coded error. */
  start(command: readonly string[]): Promise<AgentChannel>;
  /** Appends to a file on the target, from byte `offset` of both on; the agent's own channel is used where this is absent. */
  put?(local: string, remote: string, offset: number, onBytes: OnBytes): Promise<void>;
  get?(remote: string, local: string, offset: number, onBytes: OnBytes): Promise<void>;
  close(): Promise<void>;
}
